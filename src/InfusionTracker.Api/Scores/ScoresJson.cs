using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Scores;

[JsonSerializable(typeof(NewScore))]
[JsonSerializable(typeof(ScoreCorrection))]
[JsonSerializable(typeof(ScoreRetraction))]
[JsonSerializable(typeof(NewAcknowledgement))]
[JsonSerializable(typeof(Score))]
[JsonSerializable(typeof(Page<Score>))]
internal sealed partial class ScoresJson : JsonSerializerContext;
