using Gateway.Policies.Contracts;

namespace Gateway.Telemetry;

/// <summary>What a request asked for, as metrics, spans and logs name it.</summary>
/// <param name="Contract">Id of the row; <c>none</c> where no row matched.</param>
/// <param name="Transport"><c>http</c> or <c>websocket</c>.</param>
internal readonly record struct RequestLabels(string Contract, string Transport)
{
    /// <summary>A request that matched no row.</summary>
    public static RequestLabels None { get; } = new("none", "http");

    /// <summary>The labels of a request behind endpoint routing.</summary>
    public static RequestLabels Of(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<WavesContract>() is { } contract
            ? new(contract.Id, contract.Transport is Policies.Contracts.Transport.WebSocket ? "websocket" : "http")
            : None;
}
