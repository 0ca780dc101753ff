namespace InfusionTracker.Domain.Observations;

/// <summary>Why an observation is refused.</summary>
public enum ObservationRefusalReason
{
    UnknownCode,

    /// <summary>The code needs a value and has none.</summary>
    ValueMissing,

    /// <summary>A panel has components, no value.</summary>
    ValueOnPanel,

    /// <summary>The value's unit is missing; a number alone is never guessed at.</summary>
    UnitMissing,

    /// <summary>The unit is not one of those that the code is accepted in.</summary>
    UnitNotAccepted,

    /// <summary>The value lies outside the plausible range.</summary>
    Implausible,

    /// <summary>The value has a fraction and the code counts points.</summary>
    NotWhole,

    /// <summary>The code takes no components.</summary>
    ComponentsNotAllowed,

    /// <summary>A component of the panel is not there.</summary>
    ComponentMissing,

    /// <summary>A component is there twice.</summary>
    ComponentDuplicate,

    /// <summary>A component is not part of the panel.</summary>
    ComponentForeign,

    /// <summary>The diastolic pressure is not below the systolic.</summary>
    DiastolicNotBelowSystolic,
}

/// <summary>The member of an observation that a refusal is about.</summary>
public enum ObservationMember
{
    Code,
    Value,
    Unit,
    Components,
}

/// <summary>One thing that is wrong.</summary>
/// <param name="Reason">What.</param>
/// <param name="Member">The member concerned; of the component, where <paramref name="Component"/> is given.</param>
/// <param name="Component">Index from 0 of the component (<c>/components/1/value</c>); null where it is the observation itself.</param>
/// <param name="Message">A sentence that says what is right. It never repeats the value.</param>
public sealed record ObservationRefusal(
    ObservationRefusalReason Reason, ObservationMember Member, int? Component, string Message);

/// <summary>A component as it came.</summary>
public sealed record GivenComponent(string Code, decimal? Value, string? Unit);

/// <summary>A value in its canonical unit.</summary>
/// <param name="Code">Code of the catalogue; its <see cref="ObservationCode.Code"/> is what is stored.</param>
/// <param name="Value">In the canonical unit; the digits as given where the unit was that already.</param>
/// <param name="Unit">The canonical unit.</param>
/// <param name="Interpretation">HL7 v3 ObservationInterpretation: <c>LL</c> critically low, <c>HH</c> critically high, else null.</param>
public sealed record CanonicalValue(ObservationCode Code, decimal Value, string Unit, string? Interpretation);

/// <summary>What an observation came to: <see cref="Accepted"/> or <see cref="Refused"/>, nothing else.</summary>
public abstract record Judgement
{
    private Judgement()
    {
    }

    /// <summary>An observation that is kept.</summary>
    /// <param name="Code">Code of the catalogue.</param>
    /// <param name="Value">Null for a panel.</param>
    /// <param name="Components">In the order given; empty where there is a value.</param>
    public sealed record Accepted(ObservationCode Code, CanonicalValue? Value, IReadOnlyList<CanonicalValue> Components) : Judgement
    {
        /// <summary>True where the value, or any component, is critical.</summary>
        public bool IsCritical => Value?.Interpretation is not null || Components.Any(c => c.Interpretation is not null);
    }

    /// <summary>Nothing is kept; the reasons are all there at once.</summary>
    public sealed record Refused(IReadOnlyList<ObservationRefusal> Reasons) : Judgement;
}
