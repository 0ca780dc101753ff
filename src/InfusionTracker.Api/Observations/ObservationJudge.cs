using InfusionTracker.Api.Access;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Observations;
using NodaTime;

namespace InfusionTracker.Api.Observations;

/// <summary>
/// Judges observations, new or corrected, and gathers what is wrong with all of them, by JSON pointer, so that a batch is
/// refused once and not item by item.
/// </summary>
internal sealed class ObservationJudge(IClock clock, ObservationRanges ranges)
{
    /// <summary>Most errors that are told of one request.</summary>
    private const int MaxErrors = 50;

    private readonly Instant _latest = Times.LatestPast(clock);
    private readonly List<ProblemError> _errors = [];
    private bool _malformed;

    /// <summary>Why nothing is recorded; null while nothing is wrong.</summary>
    public Problem? Refusal => _errors switch
    {
        [] => null,
        [var only] => _malformed ? Problem.Malformed(only.Detail, only) : Problem.Invalid(only.Detail, only),
        _ when _malformed => Problem.Malformed("A member is missing.", [.. _errors.Take(MaxErrors)]),
        _ => Problem.Invalid("Several values cannot be accepted; errors lists them.", [.. _errors.Take(MaxErrors)]),
    };

    /// <summary>What the observation comes to; null where it is refused.</summary>
    /// <param name="given">The observation as given.</param>
    /// <param name="pointer">JSON pointer of it within the body.</param>
    public ObservationContent? Judge(NewObservation given, string pointer)
    {
        if (given.Components?.ToList().FindIndex(c => c is null) is >= 0 and var missing)
        {
            Refuse($"{pointer}/components/{missing}", "Give a component, not null.");
            _malformed = true;
            return null;
        }

        JudgeCircumstances(given, pointer);
        var components = given.Components?.Select(c => new GivenComponent(c.Code, c.Value, c.Unit)).ToList();
        switch (Judging.Judge(given.Code, given.Value, given.Unit, components, ranges, given.Confirmed is not null))
        {
            case Judgement.Refused refused:
                foreach (var reason in refused.Reasons)
                {
                    Refuse(pointer + PointerOf(reason), reason.Message);

                    // What a number is without its unit, or a unit without its number, is a matter of shape.
                    _malformed |= reason.Reason is ObservationRefusalReason.ValueMissing or ObservationRefusalReason.UnitMissing;
                }

                return null;
            case Judgement.Accepted accepted:
                return new ObservationContent(given, accepted);
            default:
                throw new InvalidOperationException("A judgement is accepted or refused.");
        }
    }

    /// <summary>Judges who observed, and when, and leaves what was observed as it is.</summary>
    public void JudgeCircumstances(NewObservation given, string pointer)
    {
        if (given.Performer is null)
        {
            Refuse($"{pointer}/performer", "This member is required.");
            _malformed = true;
        }
        else if (given.Performer.Length > Caller.MaxPerformerLength || !PersonAttribute.IsNamed(given.Performer))
        {
            Refuse($"{pointer}/performer", $"Name who observed it, in 1 to {Caller.MaxPerformerLength} characters that are not all blank.");
        }

        if (given.Confirmed?.Fault is var (member, detail))
        {
            Refuse($"{pointer}/confirmed/{member}", detail);
        }

        if ((Identifier.Refuse(given.Identifiers, pointer) ?? given.Device?.Refuse($"{pointer}/device")) is { } refusal)
        {
            Refuse(refusal.Errors[0].Pointer!, refusal.Detail);
            _malformed |= refusal.Status == StatusCodes.Status400BadRequest;
        }

        if (given.ObservedAt > _latest)
        {
            Refuse($"{pointer}/observedAt", "The observation lies in the future.");
        }
    }

    private void Refuse(string pointer, string detail) => _errors.Add(new ProblemError(pointer, null, detail));

    private static string PointerOf(ObservationRefusal refusal)
    {
        var member = refusal.Member switch
        {
            ObservationMember.Code => "/code",
            ObservationMember.Value => "/value",
            ObservationMember.Unit => "/unit",
            _ => "/components",
        };
        return refusal.Component is { } index ? $"/components/{index}{member}" : member;
    }
}

/// <summary>An observation that is kept: as given, and as it is in the units of the catalogue.</summary>
internal sealed record ObservationContent(NewObservation Given, Judgement.Accepted Accepted)
{
    public string Code => Accepted.Code.Code;

    /// <summary>The components as they are stored, as JSON; null where there is a value.</summary>
    public string? Components => Accepted.Code.IsPanel
        ? Json.Text<IReadOnlyList<ObservationComponent>>([.. Accepted.Components.Zip(Given.Components!, (canonical, given) => new ObservationComponent
        {
            Code = canonical.Code.Code,
            Value = given.Value,
            Unit = given.Unit,
            CanonicalValue = canonical.Value,
            CanonicalUnit = canonical.Unit,
            Interpretation = canonical.Interpretation,
        })])
        : null;
}
