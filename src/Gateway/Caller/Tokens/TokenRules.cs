using System.Collections.Immutable;
using Gateway.Policies.Contracts;
using Gateway.Policies.Keys;

namespace Gateway.Caller.Tokens;

/// <summary>What a token may ask for: something that exists, within the rights of its key and the gateway's bounds.</summary>
internal static class TokenRules
{
    /// <summary>The faults; empty when the token may be minted.</summary>
    public static ImmutableArray<SettingsFault> Check(TokenRequest request, VirtualKey key, TokenOptions options)
    {
        var faults = ImmutableArray.CreateBuilder<SettingsFault>();
        var sockets = WavesContracts.All.Where(contract => contract.Transport is Transport.WebSocket && (request.Scope is null || IsFor(contract, request.Scope))).ToList();
        if (sockets.Count == 0)
            faults.Add(new("scope", "A token is for sockets: a limit group (tts, stt-live, s2s) or the id of a socket endpoint (T3, S2, H1)."));
        else if (!sockets.Any(key.Scopes.Allows))
            faults.Add(new("scope", "The key may not open such a socket."));
        if (!key.Scopes.AllowsModel(request.Model) || request.Model is { Length: 0 or > SettingsRules.MaxTextLength })
            faults.Add(new("model", "The model is one that the key may use."));
        if (!key.Scopes.AllowsVoice(request.Voice) || request.Voice is { Length: 0 or > SettingsRules.MaxTextLength })
            faults.Add(new("voice", "The voice is one that the key may use."));
        if (request.Origin is { } origin && (!SettingsRules.IsOrigin(origin) || !key.AllowsOrigin(origin)))
            faults.Add(new("origin", "The origin is scheme://host or scheme://host:port, and one that the key allows."));
        CheckSeconds("expiresIn", request.ExpiresIn, 1, options.MaxConnectWithin);
        CheckSeconds("maxSession", request.MaxSession, 1, options.MaxSession);
        return faults.ToImmutable();

        void CheckSeconds(string field, double? seconds, double least, TimeSpan most)
        {
            if (seconds is { } given && !(given >= least && given <= most.TotalSeconds))
                faults.Add(new(field, $"A number of seconds from {least} to {most.TotalSeconds}."));
        }
    }

    private static bool IsFor(WavesContract contract, string scope) =>
        string.Equals(scope, contract.Id, StringComparison.OrdinalIgnoreCase)
        || string.Equals(scope, LimitGroupName.Of(contract.LimitGroup), StringComparison.OrdinalIgnoreCase);
}
