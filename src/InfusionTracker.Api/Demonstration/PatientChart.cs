using System.Text.Json.Nodes;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Instruments;
using NodaTime;
using NodaTime.Text;

namespace InfusionTracker.Api.Demonstration;

/// <summary>Writes the story of one invented patient: who it is, the sessions of the course, and what was typed in late.</summary>
internal sealed class PatientChart(CohortDesign design, int clinicNumber, int number, Draws draws, Instant reference)
{
    /// <summary>A session that begins later than this would not be over at the reference time.</summary>
    private static readonly Duration LongestSession = Duration.FromHours(3);

    private readonly ClinicDesign _clinic = design.Clinics[clinicNumber];
    private readonly DateTimeZone _zone = DateTimeZoneProviders.Tzdb[design.Clinics[clinicNumber].TimeZone];
    private readonly List<CohortRequest> _requests = [];
    private readonly List<CohortRequest> _late = [];

    public PatientStory Write()
    {
        var patientId = draws.Id();
        var protocol = draws.Pick(design.Protocols, p => p.Weight);
        var indication = draws.Pick(design.Indications, i => i.Weight);
        var sessions = draws.Pick(design.Courses, c => c.Weight).Sessions;
        _requests.Add(Patient(patientId));

        var instrument = InstrumentCatalogue.Find(indication.Instrument)!;
        var person = new Person(
            patientId,
            protocol,
            indication,
            new Course(design, protocol, indication, draws),
            new Ratings(patientId, $"md-{draws.Between(1, 6)}", draws),
            new Vitals(protocol, draws),
            BaselineTotal: Math.Clamp(indication.Baseline.Mean + (indication.Baseline.Sd * draws.Normal()), 0.7 * indication.Baseline.Mean, instrument.TotalMax - 4),
            BaselineAnxiety: Math.Clamp(64 + (11 * draws.Normal()), 35, 98),
            BaselineQuestionnaire: indication.Questionnaire.Mean + (indication.Questionnaire.Sd * draws.Normal()),
            WeightKg: Math.Clamp(Math.Round(76 + (13 * (decimal)draws.Normal()), 1), 45, 130));
        var first = FirstDay();
        var (firstSession, responds) = Sessions(person, first, sessions);

        // The form of the first visit stays on paper until the end: three to four weeks before the first dose, too old for a baseline.
        var screening = person.Ratings.Of(
            indication.Instrument, At(first.PlusDays(-draws.Between(21, 28)), 600), person.BaselineTotal, noise: 1.5);
        return new PatientStory
        {
            Clinic = clinicNumber,
            PatientId = patientId,
            Protocol = protocol,
            Indication = indication,
            Requests = [.. _requests, .. _late, screening.Request],
            ClosingScoreId = screening.Id,
            FirstSessionId = firstSession,
            RespondsWithinHours = responds,
        };
    }

    private (Guid? FirstSession, bool Responds) Sessions(Person person, LocalDate first, int sessions)
    {
        Guid? firstSession = null;
        var responds = false;
        for (var ordinal = 1; ordinal <= sessions; ordinal++)
        {
            var day = DayOf(first, ordinal);
            var scheduled = At(day, (60 * draws.Between(8, 14)) + (15 * draws.Below(4)));
            if (scheduled > reference - LongestSession)
            {
                if (scheduled > reference)
                {
                    _requests.Add(SessionChart.Planned(person, draws.Id(), scheduled));
                }

                break;
            }

            if (ordinal > 1 && draws.Chance(design.Cancelled))
            {
                var cancelled = SessionChart.Planned(person, draws.Id(), scheduled);
                _requests.Add(cancelled);
                _requests.Add(SessionChart.Cancel(cancelled, draws.Chance(0.5) ? "The patient has a cold." : "The patient did not come."));
                continue;
            }

            var lost = draws.Chance(design.DropoutAfterSession);
            var session = new SessionChart(design, _clinic, person, ordinal, reference, draws)
            {
                // The last one before the next dose is that one's baseline; who is lost comes to none of the later visits.
                Until = lost
                    ? scheduled + Duration.FromMinutes(design.Visits[draws.Below(design.Visits.Count)].Minutes)
                    : ordinal < sessions ? At(DayOf(first, ordinal + 1), 0) : reference,
                IsLast = lost || ordinal == sessions,
            };
            session.Write(scheduled);
            _requests.AddRange(session.Requests);
            _late.AddRange(session.Late);
            if (ordinal == 1)
            {
                (firstSession, responds) = (session.Id, session.RespondsWithinHours);
            }

            if (lost)
            {
                break;
            }
        }

        return (firstSession, responds);
    }

    private CohortRequest Patient(Guid id) => CohortRequest.Post(CohortRecord.Patient, "/v1/patients", new JsonObject
    {
        ["id"] = id,
        ["identifiers"] = new JsonArray(new JsonObject { ["system"] = "urn:example:invented", ["value"] = $"{_clinic.Prefix}-{number:0000}" }),
        ["birthDate"] = LocalDatePattern.Iso.Format(reference.InUtc().Date.PlusDays(-draws.Between(19 * 365, 71 * 365))),
        ["sex"] = draws.Chance(0.57) ? "female" : draws.Chance(0.96) ? "male" : "other",
    });

    /// <summary>A weekday of the time before the reference.</summary>
    private LocalDate FirstDay()
    {
        var day = reference.InZone(_zone).Date.PlusDays(-draws.Between(1, design.DaysBeforeNow));
        return day.DayOfWeek switch
        {
            IsoDayOfWeek.Saturday => day.PlusDays(-1),
            IsoDayOfWeek.Sunday => day.PlusDays(-2),
            _ => day,
        };
    }

    private LocalDate DayOf(LocalDate first, int ordinal) => ordinal == 1
        ? first
        : first.PlusDays(design.FirstFollowUpDays + (design.DaysBetweenSessions * (ordinal - 2)));

    private Instant At(LocalDate day, int minute) => day.AtMidnight().PlusMinutes(minute).InZoneLeniently(_zone).ToInstant();
}

/// <summary>What the sessions of one invented patient have in common.</summary>
/// <param name="Id">Id of the patient.</param>
/// <param name="Protocol">The arm.</param>
/// <param name="Indication">What the patient is treated for.</param>
/// <param name="Course">How the patient fares.</param>
/// <param name="Ratings">Makes the scores.</param>
/// <param name="Vitals">Makes the readings.</param>
/// <param name="BaselineTotal">Total of the rated instrument before treatment.</param>
/// <param name="BaselineAnxiety">Anxiety from 0 to 100 before treatment.</param>
/// <param name="BaselineQuestionnaire">Total of the questionnaire before treatment.</param>
/// <param name="WeightKg">Body weight, kg.</param>
internal sealed record Person(
    Guid Id, ProtocolDesign Protocol, IndicationDesign Indication, Course Course, Ratings Ratings, Vitals Vitals,
    double BaselineTotal, double BaselineAnxiety, double BaselineQuestionnaire, decimal WeightKg);
