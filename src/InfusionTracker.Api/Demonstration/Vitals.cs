using System.Text.Json.Nodes;
using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Observations;
using NodaTime;

namespace InfusionTracker.Api.Demonstration;

/// <summary>The invented readings of a session: every five minutes, from before the infusion to an hour after it.</summary>
internal sealed class Vitals(ProtocolDesign protocol, Draws draws)
{
    public const string HeartRate = "8867-4";
    public const string OxygenSaturation = "2708-6";
    public const string RespiratoryRate = "9279-1";

    private const int MinutesBefore = 10;
    private const int MinutesAfter = 60;
    private const int Step = 5;

    private readonly double _pulse = 72 + (7 * draws.Normal());
    private readonly double _pressure = Math.Clamp(122 + (9 * draws.Normal()), 100, 150);
    private readonly double _breaths = 15 + draws.Normal();

    /// <summary>The readings in time order.</summary>
    /// <param name="start">Start of the infusion.</param>
    /// <param name="stop">Its end.</param>
    /// <param name="nurse">Who observed.</param>
    public List<JsonObject> Of(Instant start, Instant stop, string nurse)
    {
        var readings = new List<JsonObject>();
        var last = (int)(stop - start).TotalMinutes + MinutesAfter;
        for (var minute = -MinutesBefore; minute <= last; minute += Step)
        {
            var at = start + Duration.FromMinutes(minute) + Duration.FromSeconds(draws.Between(0, 50));
            var effect = Effect(minute, (stop - start).TotalMinutes);
            var systolic = Whole(_pressure + (protocol.Pressure * effect) + (3 * draws.Normal()), 94, 205);
            var diastolic = Whole((0.62 * systolic) + (2 * draws.Normal()), 50, systolic - 20);
            readings.Add(Reading(HeartRate, Whole(_pulse + (protocol.Pulse * effect) + (2 * draws.Normal()), 46, 125), "/min", at, nurse));
            readings.Add(Panel(systolic, diastolic, at, nurse));
            readings.Add(Reading(OxygenSaturation, Whole(97.6 - (0.8 * effect) + (0.7 * draws.Normal()), 93, 100), "%", at, nurse));
            readings.Add(Reading(RespiratoryRate, Whole(_breaths - (0.6 * effect) + draws.Normal(), 10, 22), "/min", at, nurse));
        }

        return readings;
    }

    /// <summary>0 before, rising to 1 at the end of the infusion, and gone within the hour after it.</summary>
    private static double Effect(double minute, double infusion) => minute switch
    {
        <= 0 => 0,
        _ when minute <= infusion => minute / infusion,
        _ => Math.Max(0, 1 - ((minute - infusion) / (MinutesAfter - 10))),
    };

    private static int Whole(double value, int least, int most) => (int)Math.Clamp(Math.Round(value), least, most);

    private JsonObject Reading(string code, int value, string unit, Instant at, string nurse) => new()
    {
        ["id"] = draws.Id(),
        ["code"] = code,
        ["value"] = value,
        ["unit"] = unit,
        ["observedAt"] = Times.Text(at),
        ["performer"] = nurse,
    };

    private JsonObject Panel(int systolic, int diastolic, Instant at, string nurse) => new()
    {
        ["id"] = draws.Id(),
        ["code"] = ObservationCatalogue.BloodPressure,
        ["components"] = new JsonArray(
            new JsonObject { ["code"] = ObservationCatalogue.Systolic, ["value"] = systolic, ["unit"] = "mm[Hg]" },
            new JsonObject { ["code"] = ObservationCatalogue.Diastolic, ["value"] = diastolic, ["unit"] = "mm[Hg]" }),
        ["observedAt"] = Times.Text(at),
        ["performer"] = nurse,
    };
}
