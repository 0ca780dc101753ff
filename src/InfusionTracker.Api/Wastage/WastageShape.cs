using InfusionTracker.Api.Platform;
using InfusionTracker.Domain.Dosing;
using NodaTime;

namespace InfusionTracker.Api.Wastage;

/// <summary>What a record of wastage must be, whether new or corrected.</summary>
internal static class WastageShape
{
    public static Problem? Refuse(DrawnContainer container, Instant occurredAt, IClock clock) => container switch
    {
        { DrawnFault: { } fault } => Problem.Invalid("/drawnMg", fault),
        { ReturnedFault: { } fault } => Problem.Invalid("/returnedMg", fault),
        { WastedFault: { } fault } => Problem.Invalid("/wastedMg", fault),
        { WitnessFault: { } fault } => Problem.Invalid("/witness", fault),
        _ when occurredAt > Times.LatestPast(clock) => Problem.Invalid("/occurredAt", "The time lies in the future."),
        _ => null,
    };
}
