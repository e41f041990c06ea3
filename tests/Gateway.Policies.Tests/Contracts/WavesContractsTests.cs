using Gateway.Policies.Errors;

namespace Gateway.Policies.Contracts;

public sealed class WavesContractsTests
{
    public static TheoryData<string> Ids => [.. WavesContracts.All.Select(contract => contract.Id)];

    [Fact]
    public void All_HasEveryRowOfTheContract()
    {
        string[] documented =
        [
            "T1", "T2", "T3", "T4", "T5", "T6", "S1", "S2", "S3", "S4", "L1", "H1", "V1", "V2", "V3", "V4", "V5", "V6",
            "D1", "D2", "D3", "D4", "P1", "P2", "X1", "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "O1",
        ];

        var others = WavesContracts.All.Select(c => c.Id).Except(documented).ToList();

        Assert.Empty(documented.Except(WavesContracts.All.Select(c => c.Id)));
        Assert.All(others, id => Assert.Matches("^(R-|passthrough)", id));
    }

    [Theory]
    [InlineData("/lightning-v2/get_speech", "POST")]
    [InlineData("/lightning-v2/stream", "POST")]
    [InlineData("/lightning-v2/get_speech/stream", null)]
    [InlineData("/lightning-large/get_speech", "POST")]
    [InlineData("/lightning-large/stream", "POST")]
    [InlineData("/lightning-large/stream", null)]
    [InlineData("/lightning-large/add_voice", "POST")]
    [InlineData("/lightning-large/get_cloned_voices", "GET")]
    [InlineData("/lightning-large", "DELETE")]
    [InlineData("/prof-voice-cloning/{**rest}", "POST")]
    [InlineData("/lightning/get_speech", "POST")]
    [InlineData("/lightning/stream", "POST")]
    [InlineData("/lightning/get_text", "POST")]
    [InlineData("/lightning/get_text", null)]
    [InlineData("/asr", null)]
    [InlineData("/streaming-tts/stream", null)]
    [InlineData("/speech-to-text", "POST")]
    [InlineData("/{model}/get_speech_long_text", "POST")]
    [InlineData("/{model}/get_voices", "GET")]
    [InlineData("/chat/chat/completions", "POST")]
    [InlineData("/chat/pca", "POST")]
    [InlineData("/pulse-pro/get_text", "POST")]
    [InlineData("/speech/transcribe", "POST")]
    public void All_HasEveryRetiredRoute(string path, string? method) =>
        Assert.Single(WavesContracts.All, c => c.Path == path
            && (method is null ? c.Transport is Transport.WebSocket : c.Transport is Transport.Http && c.Methods.Contains(method)));

    [Fact]
    public void Ids_AreUniqueInAnyCase() =>
        Assert.Equal(WavesContracts.All.Length, WavesContracts.All.DistinctBy(c => c.Id.ToUpperInvariant()).Count());

    [Fact]
    public void Routes_AreUnambiguous()
    {
        var routes = WavesContracts.All.SelectMany(c =>
            c.Transport is Transport.WebSocket || c.Methods.IsEmpty ? [(c.Transport, c.Path, Method: "*")] : c.Methods.Select(m => (c.Transport, c.Path, Method: m)));

        Assert.All(routes.GroupBy(route => route), group => Assert.Single(group));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Row_IsCoherent(string id)
    {
        var row = WavesContracts.Find(id)!;

        Assert.StartsWith("/", row.Path, StringComparison.Ordinal);
        Assert.False(row.Path.EndsWith('/'), "paths are written without a trailing slash");
        Assert.NotEmpty(row.Summary);
        Assert.Contains(row.Dialect, ErrorDialects.All);
        Assert.InRange(row.ResponseTimeout ?? ContractLimits.LongAnswer, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Assert.InRange(row.MaxBodyBytes, 1, ContractLimits.MaxAudioUploadBytes);
        Assert.Equal(row.Transport is Transport.WebSocket, row.Socket is not SocketProtocol.None);
        Assert.Equal(row.Body is BodyKind.Json or BodyKind.AudioOrUrl, row.JsonRules is not null);
        Assert.Equal(row.Body is BodyKind.Form, row.FormRules is not null);
        Assert.Equal(row.Socket is SocketProtocol.Tts, row.FrameRules is not null);
        if (row.Transport is Transport.WebSocket)
        {
            // Browsers cannot send headers on a socket, and several clients do not (waves-api 1.4).
            Assert.Equal(KeyPlaces.Header | KeyPlaces.Query, row.KeyPlaces);
            Assert.Empty(row.Methods);
        }
        else
        {
            Assert.False(row.KeyPlaces.HasFlag(KeyPlaces.Query), "keys in the URL of a plain request end up in logs");
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Row_ThatIsRewritten_HasATargetOfItsTransportAndUnit(string id)
    {
        var row = WavesContracts.Find(id)!;
        var target = WavesContracts.RewriteTargetOf(row);

        Assert.Equal(row.Lifecycle.CanRewrite, target is not null);
        if (row.Lifecycle.DefaultMode is RouteMode.Rewrite)
            Assert.NotNull(target);
        if (target is null)
            return;
        Assert.Equal(row.Transport, target.Transport);
        Assert.Equal(row.LimitGroup, target.LimitGroup);
        Assert.Equal(row.Usage, target.Usage);
        Assert.Equal(WavesContract.Prefix + target.UpstreamTemplate, row.Lifecycle.Successor);
        Assert.False(target.Lifecycle.IsEnding);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Row_ThatIsEnding_NamesAServedSuccessor(string id)
    {
        var row = WavesContracts.Find(id)!;
        if (!row.Lifecycle.IsEnding)
            return;
        var served = WavesContracts.All.Where(c => !c.Id.StartsWith("R-", StringComparison.Ordinal)).Select(c => WavesContract.Prefix + c.UpstreamTemplate).ToHashSet();

        Assert.Contains(row.Lifecycle.Successor!, served);
        if (row.Lifecycle.RecommendedEndpoint is { } recommended)
            Assert.Contains(recommended, served);
    }

    [Theory]
    [InlineData("T4", "/waves/v1/tts")]
    [InlineData("T5", "/waves/v1/tts/live")]
    [InlineData("T6", "/waves/v1/tts/live")]
    public void PerModelSpeech_IsRewrittenAndSaysWhenItEnds(string id, string successor)
    {
        var lifecycle = WavesContracts.Find(id)!.Lifecycle;

        Assert.Equal(RouteMode.Rewrite, lifecycle.DefaultMode);
        Assert.Equal(successor, lifecycle.Successor);
        Assert.Equal(1778803200, lifecycle.DeprecatedAt!.Value.ToUnixTimeSeconds());
        Assert.Equal("Tue, 14 Jul 2026 00:00:00 GMT", lifecycle.SunsetAt!.Value.ToString("R"));
    }

    [Theory]
    [InlineData("R-lightning-v2-get-speech", RouteMode.Gone)]
    [InlineData("R-lightning-v2-stream", RouteMode.Gone)]
    [InlineData("R-lightning-large-get-speech", RouteMode.Gone)]
    [InlineData("R-lightning-large-stream", RouteMode.Gone)]
    [InlineData("R-lightning-large-delete", RouteMode.Gone)]
    [InlineData("R-prof-voice-cloning", RouteMode.Gone)]
    [InlineData("R-lightning-large-add-voice", RouteMode.Pass)]
    [InlineData("R-lightning-v2-stream-ws", RouteMode.Pass)]
    [InlineData("R-lightning-large-get-cloned-voices", RouteMode.Pass)]
    [InlineData("R-asr", RouteMode.Pass)]
    [InlineData("R-pulse-pro-get-text", RouteMode.Pass)]
    public void Retired_IsAnsweredHereOnlyWhereTheUpstreamIsKnownToRefuse(string id, RouteMode mode) =>
        Assert.Equal(mode, WavesContracts.Find(id)!.Lifecycle.DefaultMode);

    [Fact]
    public void Analytics_NeedAScopeThatNamesThem() => Assert.Equal(
        WavesContracts.All.Where(c => c.Path.StartsWith("/analytics/", StringComparison.Ordinal)).Select(c => c.Id),
        WavesContracts.All.Where(c => c.NeedsExplicitScope).Select(c => c.Id));

    [Fact]
    public void Recordings_WaitForAWholeSession() =>
        Assert.All(["S1", "S3"], id => Assert.Equal(TimeSpan.FromMinutes(10), WavesContracts.Find(id)!.ResponseTimeout));

    [Fact]
    public void Find_IsCaseBlindAndKnowsNothingElse()
    {
        Assert.Same(WavesContracts.Find("T1"), WavesContracts.Find("t1"));
        Assert.Null(WavesContracts.Find("T7"));
    }
}
