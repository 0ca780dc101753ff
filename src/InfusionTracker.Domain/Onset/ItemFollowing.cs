using InfusionTracker.Domain.Instruments;

namespace InfusionTracker.Domain.Onset;

/// <summary>Onset of one item of an instrument, such as the nightmares of the PCL-5, instead of its total.</summary>
public static class ItemFollowing
{
    /// <summary>
    /// The instrument cut down to one item: its range and direction (an item that is turned round counts as scored), the
    /// form's recall and versions, and no rule, since none was published of a single item.
    /// </summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="item">Answer number from 1. The LSAS has 48: fear 1 to 24, then avoidance 25 to 48.</param>
    /// <returns>Null where a complete form has no such answer.</returns>
    public static Instrument? Following(this Instrument instrument, int item)
    {
        if (item < 1 || item > instrument.AnswerCount)
        {
            return null;
        }

        var range = instrument.RangeOf(item);
        return instrument with
        {
            TotalMin = range.Min,
            TotalMax = range.Max,
            Response = null,
            Remission = null,
            MeaningfulChange = null,
            AlternativeRules = [],
        };
    }
}
