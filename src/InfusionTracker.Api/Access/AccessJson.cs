using System.Text.Json.Serialization;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Access;

[JsonSerializable(typeof(NewApiKey))]
[JsonSerializable(typeof(IssuedKey))]
[JsonSerializable(typeof(Page<IssuedKey>))]
[JsonSerializable(typeof(Client))]
[JsonSerializable(typeof(Page<Client>))]
[JsonSerializable(typeof(Reinstatement))]
internal sealed partial class AccessJson : JsonSerializerContext;
