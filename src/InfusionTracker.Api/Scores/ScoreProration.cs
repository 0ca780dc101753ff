using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Instruments;

namespace InfusionTracker.Api.Scores;

/// <summary>That a total was made of an incomplete form, as was asked.</summary>
/// <param name="Rule"><c>published</c>: the mean of the items answered, times all, where the instrument's authors say so.</param>
/// <param name="Source">The rule, and where it was read.</param>
/// <param name="Answered">How many items were answered.</param>
/// <param name="Items">How many the form has.</param>
public sealed record ScoreProration(string Rule, string Source, int Answered, int Items)
{
    private const string Published = "published";

    /// <summary>True where the parameter <c>prorate</c> asks for it.</summary>
    /// <exception cref="ProblemException">400 where it says anything but <c>published</c>.</exception>
    internal static bool IsAsked(string? prorate) =>
        prorate is null or Published ? prorate is not null : throw new ProblemException(Problem.BadParameter("prorate", "Give published, or leave it out."));

    /// <summary>The score with a total by the published rule; as it is where it has one, and where no such rule was published.</summary>
    internal static Score Of(Score score) =>
        score is { Total: null, Answers: { } answers } && InstrumentCatalogue.Find(score.Instrument) is { } instrument
            && instrument.Prorate([.. answers.Select(answer => (int?)answer)]) is var (total, answered)
            ? score with
            {
                Total = total.ToDecimal(),
                Prorated = new(Published, instrument.MissingItems.Published!, answered, instrument.AnswerCount),
            }
            : score;
}
