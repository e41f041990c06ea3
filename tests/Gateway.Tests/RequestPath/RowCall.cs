using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using Gateway.Policies.Contracts;

namespace Gateway.RequestPath;

/// <summary>
/// A good call of any row of the contract table, made from the row: what a test of every row sends, and spoils in one
/// place. Immutable.
/// </summary>
internal sealed record RowCall(WavesContract Contract)
{
    /// <summary>A good call of the row with an id.</summary>
    public static RowCall Of(string contract) => new(WavesContracts.Find(contract)!);

    /// <summary><c>/waves/v1</c> or its alias.</summary>
    public string Prefix { get; init; } = WavesContract.Prefix;

    /// <summary>Path below the prefix, parameters filled in.</summary>
    public string Path { get; init; } = PathOf(Contract);

    /// <summary>Query with its question mark; empty: none.</summary>
    public string Query { get; init; } = QueryOf(Contract);

    /// <summary>Any method of the row; ignored on sockets.</summary>
    public HttpMethod Method { get; init; } = Contract.Methods.IsEmpty ? HttpMethod.Post : new(Contract.Methods[0]);

    /// <summary>Makes the body; null: none.</summary>
    public Func<HttpContent?> Content { get; init; } = () => ContentOf(Contract);

    /// <summary>Further request headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether it is a socket's handshake.</summary>
    public bool IsSocket => Contract.Transport is Transport.WebSocket;

    /// <summary>The same call with another JSON body.</summary>
    public RowCall WithJson(string json) => this with { Content = () => new StringContent(json, Encoding.UTF8, "application/json") };

    /// <summary>Sends it and reads the answer to its end; a socket that was accepted is read until its close.</summary>
    public async Task<WireAnswer> SendAsync(GatewayUnderTest gateway, WireProtocol protocol, string? secret = null)
    {
        var client = gateway.Client(protocol, secret);
        using var request = IsSocket ? Handshake(protocol) : new HttpRequestMessage(Method, Target) { Content = Content() };
        foreach (var (name, value) in Headers)
            request.Headers.TryAddWithoutValidation(name, value);

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Patience.Token);
        var accepted = IsSocket && response.StatusCode is HttpStatusCode.SwitchingProtocols or HttpStatusCode.OK;
        return accepted ? await ReadSocketAsync(response) : await WireAnswer.OfAsync(response);
    }

    public override string ToString() => $"{(IsSocket ? "WSS" : Method)} {Target}";

    /// <summary>What stands in the request line.</summary>
    public string Target => Prefix + Path + Query;

    private HttpRequestMessage Handshake(WireProtocol protocol)
    {
        if (protocol is WireProtocol.Http2)
        {
            var connect = new HttpRequestMessage(HttpMethod.Connect, Target);
            connect.Headers.Protocol = "websocket";
            connect.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
            return connect;
        }
        var upgrade = new HttpRequestMessage(HttpMethod.Get, Target);
        upgrade.Headers.Connection.Add("Upgrade");
        upgrade.Headers.Upgrade.Add(new ProductHeaderValue("websocket"));
        upgrade.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        upgrade.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        return upgrade;
    }

    private static async Task<WireAnswer> ReadSocketAsync(HttpResponseMessage response)
    {
        var headers = response.Headers.NonValidated.SelectMany(h => h.Value.Select(value => KeyValuePair.Create(h.Key, value))).ToList();
        using var socket = WebSocket.CreateFromStream(await response.Content.ReadAsStreamAsync(Patience.Token), new WebSocketCreationOptions());
        var messages = new List<string>();
        var buffer = new byte[16 * 1024];
        while (socket.State is WebSocketState.Open)
        {
            var message = await socket.ReceiveAsync(buffer, Patience.Token);
            if (message.MessageType is WebSocketMessageType.Text)
                messages.Add(Encoding.UTF8.GetString(buffer, 0, message.Count));
        }
        (WebSocketCloseStatus, string)? close = socket.CloseStatus is { } code ? (code, socket.CloseStatusDescription ?? "") : null;
        if (socket.State is WebSocketState.CloseReceived)
            await socket.CloseOutputAsync(socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, null, Patience.Token);
        return new(101, headers, string.Join('\n', messages), close);
    }

    private static string PathOf(WavesContract contract) => contract.Path
        .Replace("{model}", "lightning-v3.1", StringComparison.Ordinal)
        .Replace("{id}", "66a1f0c2", StringComparison.Ordinal)
        .Replace("{request_id}", "req-1", StringComparison.Ordinal)
        .Replace("{**rest}", "of/tomorrow", StringComparison.Ordinal);

    private static string QueryOf(WavesContract contract) => contract.Id switch
    {
        "S1" or "S2" => "?model=pulse&language=en",
        "S3" or "S4" => "?language=en",
        "H1" => "?model=hydra-v1.1",
        _ => "",
    };

    private static HttpContent? ContentOf(WavesContract contract) => contract switch
    {
        { Transport: Transport.WebSocket } or { Body: BodyKind.None } => null,
        { Body: BodyKind.AudioOrUrl } or { LimitGroup: LimitGroup.Stt } => Audio(new byte[3200]),
        { LimitGroup: LimitGroup.Clone } => CloneForm(new byte[3200]),
        _ => new StringContent(JsonOf(contract), Encoding.UTF8, "application/json"),
    };

    private static string JsonOf(WavesContract contract) => contract switch
    {
        { LimitGroup: LimitGroup.Tts } => """{"text":"Hello.","voice_id":"magnus"}""",
        { LimitGroup: LimitGroup.Chat } => """{"model":"electron","messages":[{"role":"user","content":"Hi"}]}""",
        { Id: "D2" } => """{"items":[{"word":"Waves","pronunciation":"weivz"}]}""",
        { Id: "D3" } => """{"id":"dict_1","items":[{"word":"Waves","pronunciation":"weivz"}]}""",
        { Id: "D4" } => """{"id":"dict_1"}""",
        { Id: "P2" } => """{"prompt":"Summarise."}""",
        { Id: "X1" } => """{"text":"Good morning.","features":{"topics":true}}""",
        { LimitGroup: LimitGroup.Pca } => """{"transcript":"Good morning."}""",
        _ => """{"voiceId":"voice_1"}""",
    };

    /// <summary>Raw bytes as a recording.</summary>
    public static ByteArrayContent Audio(byte[] bytes) => new(bytes) { Headers = { ContentType = new("application/octet-stream") } };

    /// <summary>A form that makes a clone.</summary>
    public static MultipartFormDataContent CloneForm(byte[] sample, string displayName = "Ada", string type = "audio/wav") => new("a-boundary")
    {
        { new StringContent(displayName), "displayName" },
        { new ByteArrayContent(sample) { Headers = { ContentType = new(type) } }, "file", "sample.wav" },
    };
}
