using System.Security.Cryptography;
using Gateway.Policies.Contracts;
using Gateway.Policies.Keys;
using Gateway.Storage;
using Microsoft.Extensions.Options;

namespace Gateway.Caller.Tokens;

/// <summary>Mints browser tokens and takes them back once. Thread-safe.</summary>
internal sealed class BrowserTokens(IVirtualKeyDirectory directory, IPepperSource peppers, ITokenLedger ledger, IOptionsMonitor<TokenOptions> options, TimeProvider time)
{
    private volatile Signer? _signer;

    /// <summary>Mints a token for a key; what it asks for must have been judged by <see cref="TokenRules"/>.</summary>
    /// <returns>Null while the pepper, under which tokens are signed, cannot be read.</returns>
    public TokenAnswer? Issue(VirtualKey key, TokenRequest request)
    {
        if (Codec() is not { } codec)
            return null;
        var now = time.GetUtcNow();
        var maxSession = request.MaxSession is { } seconds ? TimeSpan.FromSeconds(seconds) : options.CurrentValue.MaxSession;
        var token = new BrowserToken(
            RandomNumberGenerator.GetHexString(32, lowercase: true),
            key.Id,
            now + (request.ExpiresIn is { } within ? TimeSpan.FromSeconds(within) : options.CurrentValue.ConnectWithin))
        {
            IssuedAt = now,
            Scope = request.Scope,
            Model = request.Model,
            Voice = request.Voice,
            Origin = request.Origin,
            MaxSession = maxSession,
        };
        return new(codec.Write(token), token.ConnectBefore, maxSession.TotalSeconds);
    }

    /// <summary>Uses a token up.</summary>
    /// <param name="text">The token.</param>
    /// <param name="contract">The socket that it is to open.</param>
    /// <param name="cancellationToken">The caller left.</param>
    /// <returns>Its key, narrowed, and the end of its session; null when it is unknown, over, used, or for something else.</returns>
    /// <exception cref="TokenLedgerUnavailableException">Whether it was used cannot be found out.</exception>
    public async ValueTask<CallerFeature?> RedeemAsync(string text, WavesContract contract, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (contract.Transport is not Transport.WebSocket
            || Codec()?.Read(text) is not { } token
            || token.ConnectBefore <= now
            || !IsFor(token, contract)
            || directory.Current.FindById(token.KeyId) is not { } key
            || !key.IsActive(now))
        {
            return null;
        }
        if (!await ledger.TryUseAsync(token, cancellationToken))
            return null;
        return new(token.Narrow(key)) { EndsAt = token.MaxSession is { } longest ? now + longest : null };
    }

    private static bool IsFor(BrowserToken token, WavesContract contract) =>
        token.Scope is null
        || string.Equals(token.Scope, contract.Id, StringComparison.OrdinalIgnoreCase)
        || string.Equals(token.Scope, LimitGroupName.Of(contract.LimitGroup), StringComparison.OrdinalIgnoreCase);

    private BrowserTokenCodec? Codec()
    {
        if (peppers.Pepper is not { } pepper)
            return null;
        var signer = _signer;
        if (signer?.Pepper != pepper)
            _signer = signer = new(pepper, new(pepper.DeriveKey("browser tokens")));
        return signer.Codec;
    }

    private sealed record Signer(Pepper Pepper, BrowserTokenCodec Codec);
}
