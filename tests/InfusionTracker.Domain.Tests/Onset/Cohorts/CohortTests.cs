using CsCheck;
using InfusionTracker.Domain.Instruments;
using InfusionTracker.Domain.Onset;
using InfusionTracker.Domain.Onset.Cohorts;
using static InfusionTracker.Domain.Tests.Onset.Assessments;
using static InfusionTracker.Domain.Tests.Onset.Cohorts.Cohorts;

namespace InfusionTracker.Domain.Tests.Onset.Cohorts;

public class CohortTests
{
    [Fact]
    public void Of_each_patient_the_earliest_session_is_counted()
    {
        var (first, second, other) = (SessionOn(1, 0, null), SessionOn(1, 7, null), SessionOn(2, 3, null));
        var cohort = Of(ByPatient, second, other, first);
        Assert.Equal([first, other], cohort.Counted);
        Assert.Equal((second, LeftOutReason.NotFirstSession), Assert.Single(cohort.LeftOut));
        Assert.Equal(3, Of(BySession, second, other, first).Counted.Count);
    }

    [Fact]
    public void The_first_session_is_never_replaced_by_a_later_one()
    {
        var (first, second) = (SessionOn(1, 0, null), SessionOn(1, 7, "iv"));
        var cohort = Of(ByPatient with { IsGrouped = true }, first, second);
        Assert.Empty(cohort.Counted);
        Assert.Equal([(first, LeftOutReason.NoGroup), (second, LeftOutReason.NotFirstSession)], cohort.LeftOut);
    }

    [Fact]
    public void An_overlapping_session_is_left_out_and_not_replaced()
    {
        var (first, second) = (SessionOn(1, 0, null) with { Overlapping = true }, SessionOn(1, 7, "iv"));
        Assert.Equal([(first, LeftOutReason.Overlapping), (second, LeftOutReason.NotFirstSession)], Of(ByPatient, first, second).LeftOut);
        Assert.Equal([(first, LeftOutReason.Overlapping)], Of(BySession, first, second).LeftOut);
    }

    [Fact]
    public void Of_a_later_session_that_overlaps_the_patients_first_is_the_reason_and_of_one_without_a_group_the_overlap()
    {
        var (first, second) = (SessionOn(1, 0, null) with { Overlapping = true }, SessionOn(1, 0, null) with { Overlapping = true });
        var cohort = Of(ByPatient with { IsGrouped = true }, first, second);
        Assert.Equal([(first, LeftOutReason.Overlapping), (second, LeftOutReason.NotFirstSession)], cohort.LeftOut);
    }

    [Fact]
    public void An_overlapping_session_of_unknown_dose_counts_as_of_unknown_dose_and_does_not_stand_for_its_patient()
    {
        var (first, second) = (SessionOn(1, 0, null) with { DoseUnknown = true, Overlapping = true }, SessionOn(1, 7, null));
        var cohort = Of(ByPatient with { NeedsDose = true }, first, second);
        Assert.Equal([second], cohort.Counted);
        Assert.Equal([(first, LeftOutReason.DoseUnknown)], cohort.LeftOut);
    }

    [Fact]
    public void An_unknown_dose_does_not_pass_a_filter_of_doses()
    {
        var (first, second) = (SessionOn(1, 0, null) with { DoseUnknown = true }, SessionOn(1, 7, null));
        var cohort = Of(ByPatient with { NeedsDose = true }, first, second);
        Assert.Equal([second], cohort.Counted);
        Assert.Equal([(first, LeftOutReason.DoseUnknown)], cohort.LeftOut);
    }

    [Fact]
    public void An_unknown_dose_has_no_group_of_doses_and_does_not_stand_for_its_patient()
    {
        var (first, second) = (SessionOn(1, 0, null) with { DoseUnknown = true }, SessionOn(1, 7, "0.5"));
        var cohort = Of(ByPatient with { IsGrouped = true, NeedsDose = true }, first, second);
        Assert.Equal([second], cohort.Counted);
        Assert.Equal([(first, LeftOutReason.DoseUnknown)], cohort.LeftOut);
    }

    [Fact]
    public void An_unknown_dose_is_no_matter_where_doses_are_not_asked_about() =>
        Assert.Single(Of(ByPatient, SessionOn(1, 0, null) with { DoseUnknown = true }).Counted);

    [Fact]
    public void A_dose_band_includes_its_low_end_and_excludes_its_high_end()
    {
        var band = new DoseBand(0.4m, 0.6m);
        Assert.Equal([true, true, false, false], new[] { 0.4m, 0.5m, 0.6m, 0.39m }.Select(band.Contains));
    }

    [Fact]
    public void Who_cannot_be_judged_is_left_out_with_the_reason()
    {
        var options = new OnsetOptions { MinBaseline = 18, Response = Points(19) };
        Assert.Equal(
            [LeftOutReason.NoBaseline, LeftOutReason.InRemissionAtBaseline, LeftOutReason.BelowMinBaseline, LeftOutReason.RuleUnreachable, null],
            new ScorePoint[][] { [], [At("-P1D", 7)], [At("-P1D", 17)], [At("-P1D", 18)], [At("-P1D", 19)] }
                .Select(scores => Reason(SessionOf(Hama, options, 1, 0, null, [.. scores, At("P7D", 6)]), null)));
    }

    [Fact]
    public void Relapse_is_asked_of_responders_only()
    {
        Assert.Equal(LeftOutReason.NoResponse, Reason(Session(1, At("P1D", 70)), CohortEvent.Relapse));
        Assert.Null(Reason(Session(1, At("P1D", 30)), CohortEvent.Relapse));
        Assert.Null(Reason(Session(1, At("P1D", 70)), CohortEvent.Response));
    }

    [Fact]
    public void Remission_is_judged_by_its_own_rule()
    {
        var session = SessionOf(Hama, new() { Response = Points(40) }, 1, 0, null, At("-P1D", 30), At("P7D", 6));
        Assert.Equal(LeftOutReason.RuleUnreachable, Reason(session, CohortEvent.Response));
        Assert.Null(Reason(session, CohortEvent.Remission));
    }

    [Fact]
    public void An_instrument_without_a_rule_leaves_nobody_out_for_want_of_one() =>
        Assert.Null(Reason(SessionOf(Moaas, new(), 1, 0, null, At("-PT1M", 5), At("PT20M", 3)), null));

    [Fact]
    public void Counted_and_left_out_add_up_to_the_cohort() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[0, 3], Gen.Int[0, 2], Gen.Bool).Array[0, 12].Sample(drawn =>
        {
            var sessions = drawn.Select(d => SessionOn(d.Item1, d.Item2, d.Item3 == 0 ? null : $"g{d.Item3}") with { DoseUnknown = d.Item4 }).ToArray();
            return new[] { ByPatient, BySession }.All(unit =>
            {
                var cohort = Of(unit with { IsGrouped = true, NeedsDose = true }, sessions);
                var all = cohort.Counted.Concat(cohort.LeftOut.Select(left => left.Session)).Select(s => s.SessionId).ToList();
                var perPatient = cohort.Counted.GroupBy(s => s.PatientId);
                return all.Order().SequenceEqual(sessions.Select(s => s.SessionId).Order())
                    && (unit.Unit == CohortUnit.Session || perPatient.All(patient => patient.Count() == 1));
            });
        });

    private static LeftOutReason? Reason(IndexSession session, CohortEvent? asked) =>
        Of(BySession with { Asked = asked }, session).LeftOut.Select(left => (LeftOutReason?)left.Reason).SingleOrDefault();
}
