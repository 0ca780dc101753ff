using System.Globalization;

namespace InfusionTracker.Domain.Observations;

/// <summary>Whether an observation can be true, and what it comes to in its canonical unit.</summary>
public static class Judging
{
    /// <summary>Judges an observation as it came.</summary>
    /// <param name="code">Code of the catalogue, or a second coding of one.</param>
    /// <param name="value">The value; null for a panel.</param>
    /// <param name="unit">UCUM unit of the value; null for a panel.</param>
    /// <param name="components">Components of a panel; null or empty where there is a value.</param>
    /// <param name="ranges">The clinic's ranges; the catalogue's where left out.</param>
    /// <param name="isConfirmed">True where somebody says that an implausible value is true: it is then critical, not refused.</param>
    public static Judgement Judge(
        string code,
        decimal? value,
        string? unit,
        IReadOnlyList<GivenComponent>? components = null,
        ObservationRanges? ranges = null,
        bool isConfirmed = false)
    {
        var rule = new Rule(ranges ?? ObservationRanges.Default, isConfirmed);
        if (ObservationCatalogue.Find(code) is not { } kind)
        {
            return new Judgement.Refused([UnknownCode(null)]);
        }

        return kind.IsPanel
            ? JudgePanel(kind, value, unit, components ?? [], rule)
            : JudgeValue(kind, value, unit, components ?? [], rule);
    }

    /// <summary>What values are judged by.</summary>
    private sealed record Rule(ObservationRanges Ranges, bool IsConfirmed)
    {
        public bool Accepts(ObservationCode kind, decimal canonical) =>
            Ranges.PlausibleOf(kind)!.Contains(canonical) || (IsConfirmed && kind.Possible!.Contains(canonical));
    }

    private static Judgement JudgeValue(
        ObservationCode kind, decimal? value, string? unit, IReadOnlyList<GivenComponent> components, Rule rule)
    {
        var (canonical, refusals) = Canonical(kind, value, unit, null, rule);
        if (components.Count > 0)
        {
            refusals = [.. refusals, new(ObservationRefusalReason.ComponentsNotAllowed, ObservationMember.Components, null,
                $"{kind.Display} ({kind.Code}) has a value and no components.")];
        }

        return refusals.Count > 0 ? new Judgement.Refused(refusals) : new Judgement.Accepted(kind, canonical, []);
    }

    private static Judgement JudgePanel(
        ObservationCode panel, decimal? value, string? unit, IReadOnlyList<GivenComponent> components, Rule rule)
    {
        var refusals = new List<ObservationRefusal>();
        if (value is not null || unit is not null)
        {
            refusals.Add(new(ObservationRefusalReason.ValueOnPanel,
                value is null ? ObservationMember.Unit : ObservationMember.Value, null,
                $"{panel.Display} ({panel.Code}) has components and neither a value nor a unit of its own."));
        }

        var parts = new List<CanonicalValue>();
        var seen = new HashSet<string>();
        for (var i = 0; i < components.Count; i++)
        {
            if (ObservationCatalogue.Find(components[i].Code) is not { } kind)
            {
                refusals.Add(UnknownCode(i));
            }
            else if (!panel.Components.Contains(kind.Code))
            {
                refusals.Add(new(ObservationRefusalReason.ComponentForeign, ObservationMember.Code, i,
                    $"{kind.Display} ({kind.Code}) is no component of {panel.Code}; send it as an observation of its own."));
            }
            else if (!seen.Add(kind.Code))
            {
                refusals.Add(new(ObservationRefusalReason.ComponentDuplicate, ObservationMember.Code, i,
                    $"{kind.Display} ({kind.Code}) is there already."));
            }
            else
            {
                var (canonical, wrong) = Canonical(kind, components[i].Value, components[i].Unit, i, rule);
                refusals.AddRange(wrong);
                if (canonical is not null)
                {
                    parts.Add(canonical);
                }
            }
        }

        refusals.AddRange(
            from missing in panel.Components
            where !seen.Contains(missing)
            select new ObservationRefusal(ObservationRefusalReason.ComponentMissing, ObservationMember.Components, null,
                $"{panel.Display} ({panel.Code}) needs the component {missing}."));

        if (refusals.Count == 0
            && parts.Find(p => p.Code.Code == ObservationCatalogue.Systolic) is { } systolic
            && parts.FindIndex(p => p.Code.Code == ObservationCatalogue.Diastolic) is >= 0 and var d
            && parts[d].Value >= systolic.Value)
        {
            refusals.Add(new(ObservationRefusalReason.DiastolicNotBelowSystolic, ObservationMember.Value, d,
                "The diastolic pressure must be below the systolic; check whether the two were exchanged."));
        }

        return refusals.Count > 0 ? new Judgement.Refused(refusals) : new Judgement.Accepted(panel, null, parts);
    }

    private static (CanonicalValue? Value, IReadOnlyList<ObservationRefusal> Refusals) Canonical(
        ObservationCode kind, decimal? value, string? unit, int? component, Rule rule)
    {
        if (value is not { } given)
        {
            return Refuse(ObservationRefusalReason.ValueMissing, ObservationMember.Value,
                $"{kind.Display} ({kind.Code}) needs a value.");
        }

        if (unit is null)
        {
            return Refuse(ObservationRefusalReason.UnitMissing, ObservationMember.Unit,
                $"The value needs its UCUM unit: {string.Join(", ", kind.AcceptedUnits)}.");
        }

        if (!kind.AcceptedUnits.Contains(unit))
        {
            return Refuse(ObservationRefusalReason.UnitNotAccepted, ObservationMember.Unit,
                $"{kind.Display} ({kind.Code}) is accepted in the UCUM units {string.Join(", ", kind.AcceptedUnits)}.");
        }

        // A value too large to convert is no more plausible than one that is just too large.
        var plausible = rule.Ranges.PlausibleOf(kind)!;
        if (Ucum.Convert(given, unit, kind.Unit!) is not { } canonical || !rule.Accepts(kind, canonical))
        {
            return Refuse(ObservationRefusalReason.Implausible, ObservationMember.Value, Implausible(kind, plausible, unit, rule.IsConfirmed));
        }

        if (kind.WholeNumber && decimal.Truncate(canonical) != canonical)
        {
            return Refuse(ObservationRefusalReason.NotWhole, ObservationMember.Value,
                $"{kind.Display} ({kind.Code}) is a whole number.");
        }

        return (new(kind, canonical, kind.Unit!, Interpret(rule.Ranges.CriticalOf(kind), plausible, canonical)), []);

        (CanonicalValue?, IReadOnlyList<ObservationRefusal>) Refuse(
            ObservationRefusalReason reason, ObservationMember member, string message) =>
            (null, [new(reason, member, component, message)]);
    }

    private static string? Interpret(CriticalLimits? critical, PlausibleRange plausible, decimal canonical) =>
        canonical <= critical?.Low || canonical < plausible.Min ? "LL"
        : canonical >= critical?.High || canonical > plausible.Max ? "HH"
        : null;

    private static string Implausible(ObservationCode kind, PlausibleRange plausible, string unit, bool isConfirmed)
    {
        var range = isConfirmed ? kind.Possible! : plausible;
        return $"{kind.Display} ({kind.Code}) is {RangeIn(range, kind.Unit!, kind.Unit!)}"
            + (unit == kind.Unit ? "" : $", which is {RangeIn(range, kind.Unit!, unit)}")
            + (isConfirmed ? ", also where it is confirmed." : kind.Possible == plausible ? "." : ". Correct it, or send confirmed where it is true.");
    }

    /// <summary>A plausible range for people: to two decimals, which is never what values are compared with.</summary>
    private static string RangeIn(PlausibleRange range, string canonical, string unit)
    {
        string? End(decimal? end) => end is { } value
            ? Ucum.Convert(value, canonical, unit)?.ToString("0.##", CultureInfo.InvariantCulture)
            : null;
        return (End(range.Min), End(range.Max)) switch
        {
            ({ } min, { } max) => $"from {min} to {max} {unit}",
            ({ } min, null) => $"at least {min} {unit}",
            (null, { } max) => $"at most {max} {unit}",
            _ => $"less than a million million {unit}",
        };
    }

    private static ObservationRefusal UnknownCode(int? component) => new(
        ObservationRefusalReason.UnknownCode, ObservationMember.Code, component,
        "The catalogue of observations has no such code.");
}
