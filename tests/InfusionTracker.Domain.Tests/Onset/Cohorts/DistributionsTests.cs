using InfusionTracker.Domain.Onset.Cohorts;

namespace InfusionTracker.Domain.Tests.Onset.Cohorts;

public class DistributionsTests
{
    [Fact]
    public void Students_t_is_that_of_R() =>
        Assert.All(ReferenceTable.Read("student.csv"), row =>
        {
            var t = row.Number("t")!.Value;
            var ours = Distributions.StudentQuantile(row.Number("p")!.Value, (int)row.Number("df")!.Value);
            Assert.InRange(ours / t, 1 - 1e-12, 1 + 1e-12);
        });

    [Fact]
    public void Students_t_is_known_in_closed_form_for_one_and_two_degrees()
    {
        ReferenceTable.Same(Math.Tan(Math.PI * 0.475), Distributions.StudentQuantile(0.975, 1), 1e-13);
        ReferenceTable.Same(0.95 / Math.Sqrt(2 * 0.975 * 0.025), Distributions.StudentQuantile(0.975, 2), 1e-13);
        Assert.Equal(-Distributions.StudentQuantile(0.975, 7), Distributions.StudentQuantile(1 - 0.975, 7), 12);
    }

    [Fact]
    public void The_tail_of_chi_square_is_that_of_R() =>
        Assert.All(ReferenceTable.Read("chi-square.csv"), row =>
        {
            var p = row.Number("p")!.Value;
            var ours = Distributions.ChiSquareUpperTail(row.Number("value")!.Value, (int)row.Number("df")!.Value);
            Assert.InRange(ours / p, 1 - 1e-12, 1 + 1e-12);
        });

    [Fact]
    public void Nothing_exceeds_zero_less_than_surely() => Assert.Equal(1, Distributions.ChiSquareUpperTail(0, 3));

    [Fact]
    public void Degrees_of_freedom_and_probabilities_are_asked_for_in_their_range()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Distributions.StudentQuantile(0.975, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distributions.StudentQuantile(1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distributions.ChiSquareUpperTail(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Distributions.ChiSquareUpperTail(1, 0));
    }
}
