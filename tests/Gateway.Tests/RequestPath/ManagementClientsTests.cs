using System.Net;
using System.Text;
using Gateway.Simulator;

namespace Gateway.RequestPath;

/// <summary>Cloning, voices, dictionaries and the rest of the API as its clients call them.</summary>
public sealed class ManagementClientsTests : IClassFixture<WavesFixture>
{
    private readonly WavesFixture _fixture;

    public ManagementClientsTests(WavesFixture fixture)
    {
        _fixture = fixture;
        fixture.Reset();
    }

    /// <summary>Vercel writes the slash, the Python SDK does not.</summary>
    [Theory]
    [InlineData(WireProtocol.Http1, "/waves/v1/voice-cloning/")]
    [InlineData(WireProtocol.Http2, "/waves/v1/voice-cloning")]
    public async Task Clone_IsMadeFoundAndNotDeletable(WireProtocol protocol, string path)
    {
        var client = _fixture.Gateway.Client(protocol);
        using var form = RowCall.CloneForm(new byte[5 * 1024 * 1024 - 44], "My own voice");
        form.Add(new StringContent("lightning_v3.1"), "model");

        using var made = await client.PostAsync(path, form, Patience.Token);
        using var listed = await client.GetAsync(path, Patience.Token);

        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        var voice = (await made.JsonAsync()).Text("data", "voiceId")!;
        var entry = (await listed.JsonAsync()).At("data").EnumerateArray().Single(clone => clone.Text("voiceId") == voice);
        using var found = await client.GetAsync($"/waves/v1/voice-cloning/{entry.Text("_id")}", Patience.Token);
        Assert.Equal(voice, (await found.JsonAsync()).Text("data", "voiceId"));

        // The upstream takes console sessions only; its answer is its own.
        using var deleted = await client.PostAsync("/waves/v1/voice-cloning/delete", new StringContent($$"""{"voiceId":"{{voice}}"}""", Encoding.UTF8, "application/json"), Patience.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, deleted.StatusCode);
        Assert.False(deleted.Headers.Contains("X-Gateway-Error"));
    }

    [Fact]
    public async Task Clone_Refused_CostsTheUpstreamNothing()
    {
        var client = _fixture.Gateway.Client(WireProtocol.Http1);

        using var tooLarge = await client.PostAsync("/waves/v1/voice-cloning", RowCall.CloneForm(new byte[5 * 1024 * 1024 + 1]), Patience.Token);
        using var wrongType = await client.PostAsync("/waves/v1/voice-cloning", RowCall.CloneForm(new byte[100], type: "text/plain"), Patience.Token);
        using var noName = await client.PostAsync("/waves/v1/voice-cloning", RowCall.CloneForm(new byte[100], displayName: ""), Patience.Token);

        Assert.Equal(HttpStatusCode.BadRequest, tooLarge.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, wrongType.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, noName.StatusCode);
        Assert.Empty(_fixture.Waves.Books.Requests);
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Dictionary_LivesItsLife(WireProtocol protocol)
    {
        var client = _fixture.Gateway.Client(protocol);
        async Task<HttpResponseMessage> SendAsync(HttpMethod method, string body) =>
            await client.SendAsync(new(method, "/waves/v1/pronunciation-dicts") { Content = new StringContent(body, Encoding.UTF8, "application/json") }, Patience.Token);

        using var made = await SendAsync(HttpMethod.Post, """{"items":[{"word":"Waves","pronunciation":"weivz"}]}""");
        var id = (await made.JsonAsync()).Text("id");
        using var replaced = await SendAsync(HttpMethod.Put, $$"""{"id":"{{id}}","items":[{"word":"Pulse","pronunciation":"puls"}]}""");
        using var listed = await client.GetAsync("/waves/v1/pronunciation-dicts/", Patience.Token);
        using var deleted = await SendAsync(HttpMethod.Delete, $$"""{"id":"{{id}}"}""");

        Assert.Equal("Pulse", (await replaced.JsonAsync()).At("items")[0].Text("word"));
        Assert.Contains((await listed.JsonAsync()).EnumerateArray(), dictionary => dictionary.Text("id") == id);
        Assert.True((await deleted.JsonAsync()).At("deleted").GetBoolean());
    }

    /// <summary>Every other row that answers with JSON: what the upstream says is what the client reads.</summary>
    [Theory]
    [InlineData("V5")]
    [InlineData("V6")]
    [InlineData("P1")]
    [InlineData("P2")]
    [InlineData("X1")]
    [InlineData("O1")]
    [InlineData("A1")]
    [InlineData("A2")]
    [InlineData("A3")]
    [InlineData("A4")]
    [InlineData("A5")]
    [InlineData("A6")]
    [InlineData("A7")]
    [InlineData("A8")]
    [InlineData("A9")]
    public async Task Row_IsAnsweredByTheUpstream(string row)
    {
        var secret = _fixture.Gateway.Keys.Add(new() { Id = "key_analyst", Team = "wire", Scopes = new() { Contracts = ["analytics", "management", "pca"] } });
        var call = RowCall.Of(row);
        foreach (var protocol in Enum.GetValues<WireProtocol>())
        {
            var answer = await call.SendAsync(_fixture.Gateway, protocol, secret);

            Assert.Equal(200, answer.Status);
            Assert.StartsWith("application/json", answer.Header("Content-Type"));
            Assert.Null(answer.Header("X-Gateway-Error"));
        }
        Assert.Equal(2, _fixture.Waves.Books.For(row).Count);
    }

    [Theory]
    [InlineData("/waves/v1/models")]
    [InlineData("/waves/v1/of/tomorrow")]
    public async Task Unknown_Route_IsTheUpstreamsToAnswer(string path)
    {
        using var answer = await _fixture.Gateway.Client(WireProtocol.Http1).GetAsync(path, Patience.Token);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.False(answer.Headers.Contains("X-Gateway-Error"));
    }
}
