using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Policies.Keys;

public sealed class BrowserTokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly BrowserTokenCodec _codec = new(new byte[32]);

    private static BrowserToken Token => new("0123", "key_1", Now.AddSeconds(30))
    {
        IssuedAt = Now,
        Scope = "S2",
        Model = "pulse",
        Voice = "magnus",
        Origin = "https://app.example.com",
        MaxSession = TimeSpan.FromMinutes(5),
    };

    [Fact]
    public void Read_GivesWhatWasWritten()
    {
        Assert.Equal(Token, _codec.Read(_codec.Write(Token)));
        Assert.Equal(new("1", "key_1", Now), _codec.Read(_codec.Write(new("1", "key_1", Now) { IssuedAt = DateTimeOffset.UnixEpoch })) is { } bare ? bare with { IssuedAt = default } : null);
    }

    [Fact]
    public void Text_FitsQueryAndSubprotocol() =>
        Assert.All(_codec.Write(Token), c => Assert.True(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'));

    [Fact]
    public void Read_OfAnythingElse_IsNull()
    {
        var text = _codec.Write(Token);
        Gen.Select(Gen.Int[0, text.Length - 1], Gen.Char.AlphaNumeric).Sample((position, c) =>
        {
            var other = string.Concat(text.AsSpan(0, position), c.ToString(), text.AsSpan(position + 1));
            // The last character of base64url carries bits that mean nothing.
            return _codec.Read(other) is null || other == text || position == text.Length - 1;
        });
        Gen.String.Sample(noise => _codec.Read(noise) is null && _codec.Read(BrowserTokenCodec.Prefix + noise) is null);
        Assert.Null(new BrowserTokenCodec([.. Enumerable.Repeat((byte)1, 32)]).Read(text));
        Assert.Null(_codec.Read(text + "."));
        Assert.Null(_codec.Read(""));
    }

    [Fact]
    public void Narrow_NeverWidens()
    {
        var key = new VirtualKey { Id = "key_1", Team = "payments", Scopes = new() { Models = ["pulse", "pulse-pro"] }, Origins = ["https://a.example"] };

        var bare = new BrowserToken("1", "key_1", Now).Narrow(key);
        var narrow = Token.Narrow(key);

        Assert.Equal(key, bare);
        Assert.Equal(["pulse"], narrow.Scopes.Models);
        Assert.Equal(["magnus"], narrow.Scopes.Voices);
        Assert.Equal(["https://app.example.com"], narrow.Origins);
    }

    [Fact]
    public async Task MemoryLedger_TakesATokenOnce_AndForgetsItWhenItHasEnded()
    {
        var time = new FakeTimeProvider(Now);
        var ledger = new MemoryTokenLedger(time, maxTokens: 2);

        Assert.True(await ledger.TryUseAsync(Token, CancellationToken.None));
        Assert.False(await ledger.TryUseAsync(Token, CancellationToken.None));
        Assert.True(await ledger.TryUseAsync(Token with { Id = "2" }, CancellationToken.None));
        Assert.False(await ledger.TryUseAsync(Token with { Id = "3" }, CancellationToken.None));
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(await ledger.TryUseAsync(Token with { Id = "3", ConnectBefore = Now.AddSeconds(60) }, CancellationToken.None));
    }

    [Fact]
    public async Task MemoryLedger_RefusesTokensFromBeforeItsStart()
    {
        var ledger = new MemoryTokenLedger(new FakeTimeProvider(Now));

        Assert.False(await ledger.TryUseAsync(Token with { IssuedAt = Now.AddSeconds(-1) }, CancellationToken.None));
    }
}
