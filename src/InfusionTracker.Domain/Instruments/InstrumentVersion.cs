namespace InfusionTracker.Domain.Instruments;

/// <summary>A form of an instrument. Scores of different forms are not one series unless somebody asks for it.</summary>
/// <param name="Name">Name that a score carries, e.g. <c>PDSS-SR</c>.</param>
/// <param name="Note">How it differs.</param>
/// <param name="Rater">Who rates it, where that differs from the instrument.</param>
/// <param name="ShorterRecallAllowed">Whether less than its recall may be asked about, where that differs from the instrument.</param>
public sealed record InstrumentVersion(string Name, string Note, Rater? Rater = null, bool? ShorterRecallAllowed = null);
