using InfusionTracker.Domain.Dosing;
using Xunit;

namespace InfusionTracker.Domain.Tests.Dosing;

public class DrugAccountTests
{
    private static readonly DrawnContainer Vial = new() { DrawnMg = 50.0m, WastedMg = 14.5m, ReturnedMg = 0.5m, Performer = "rn-17", Witness = "rn-23" };

    [Fact]
    public void What_was_drawn_is_what_was_given_wasted_and_returned() =>
        Assert.Equal(new DrugAccount(50.0m, 14.5m, 0.5m, 0), DrugAccount.Of([Vial], 35));

    [Fact]
    public void What_is_missing_is_above_zero_and_what_was_given_beyond_what_was_drawn_below()
    {
        Assert.Equal(2m, DrugAccount.Of([Vial], 33).UnaccountedMg);
        Assert.Equal(-2m, DrugAccount.Of([Vial], 37).UnaccountedMg);
    }

    [Fact]
    public void Several_containers_are_one_account_with_every_digit()
    {
        var account = DrugAccount.Of([Vial, Vial with { DrawnMg = 2.000000001m, WastedMg = 0.25m, ReturnedMg = 0.125m }], new Rational(100, 3));
        Assert.Equal((52.000000001m, 14.75m, 0.625m), (account.DrawnMg, account.WastedMg, account.ReturnedMg));
        Assert.Equal((new Rational(36_625, 1000) + 0.000000001m - new Rational(100, 3)).ToDecimal(), account.UnaccountedMg);
    }

    [Fact]
    public void Nothing_is_unaccounted_for_before_the_dose_is_known_to_the_end() =>
        Assert.Equal(new DrugAccount(50.0m, 14.5m, 0.5m, null), DrugAccount.Of([Vial], null));

    [Fact]
    public void Where_no_container_is_recorded_nothing_is_told() =>
        Assert.Equal(new DrugAccount(null, null, null, null), DrugAccount.Of([], 35));

    [Fact]
    public void A_container_that_was_given_to_the_last_drop_needs_no_witness()
    {
        var given = Vial with { WastedMg = 0, ReturnedMg = 0, Witness = null };
        Assert.Equal((null, null, null, null), (given.DrawnFault, given.WastedFault, given.ReturnedFault, given.WitnessFault));
    }

    [Fact]
    public void Waste_is_seen_by_another_person()
    {
        Assert.Null(Vial.WitnessFault);
        Assert.Contains("name the witness", (Vial with { Witness = null }).WitnessFault, StringComparison.Ordinal);
        Assert.All((string[])["rn-17", "RN-17", " rn-17 ", "rn-17\u200b", "\u202ern-17", "rn\u00ad-17", "rn-17\U000e0020"], same => Assert.Contains("another person", (Vial with { Witness = same }).WitnessFault, StringComparison.Ordinal));
        Assert.NotNull((Vial with { WastedMg = 0, Witness = "rn-17" }).WitnessFault);
    }

    [Fact]
    public void Nothing_is_wasted_or_returned_beyond_what_was_drawn()
    {
        Assert.Null((Vial with { WastedMg = 49.5m }).WastedFault);
        Assert.Null((Vial with { WastedMg = 50.0m, ReturnedMg = 0 }).WastedFault);
        Assert.NotNull((Vial with { WastedMg = 49.500000001m }).WastedFault);
        Assert.NotNull((Vial with { ReturnedMg = 35.6m }).WastedFault);
        Assert.NotNull((Vial with { WastedMg = 50.1m, ReturnedMg = 0 }).WastedFault);
    }

    [Fact]
    public void A_refusal_says_which_amount_and_what_it_may_be()
    {
        Assert.Equal("What was drawn up is above 0 mg.", (Vial with { DrawnMg = 0 }).DrawnFault);
        Assert.Equal("What was wasted is 0 mg or more.", (Vial with { WastedMg = -0.1m }).WastedFault);
        Assert.Equal("What was returned is 0 mg or more.", (Vial with { ReturnedMg = -0.1m }).ReturnedFault);
        Assert.Equal("What was wasted and returned is no more than was drawn up.", (Vial with { WastedMg = 50.1m }).WastedFault);
        Assert.Contains("drawnMg", (Vial with { DrawnMg = 1_000_000_000 }).DrawnFault, StringComparison.Ordinal);
        Assert.Contains("drawnMg", (Vial with { DrawnMg = 0.0000000001m }).DrawnFault, StringComparison.Ordinal);
        Assert.Contains("wastedMg", (Vial with { WastedMg = decimal.MaxValue }).WastedFault, StringComparison.Ordinal);
        Assert.Contains("returnedMg", (Vial with { ReturnedMg = decimal.MaxValue }).ReturnedFault, StringComparison.Ordinal);
    }
}
