using InfusionTracker.Api.Tests.Platform;

namespace InfusionTracker.Api.Tests.Protocols;

/// <summary>Protocols as a clinic defines them.</summary>
public static class Protocols
{
    public const string Simple = """
        {"name":"Example","monitoring":[{"code":"8867-4","phase":"infusion","every":"PT15M","tolerance":"PT5M"}],
         "limits":[{"code":"8867-4","low":50,"high":98.60}],
         "followUps":[{"instrument":"HAMA","at":"P1D","tolerance":"PT6H"}]}
        """;

    public static Task<Answer> Define(this ApiClient client, string code, string json, params (string Name, string Value)[] headers) =>
        client.Send(HttpMethod.Put, "/v1/protocols/" + code, json, headers);
}
