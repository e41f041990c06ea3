using System.Security.Cryptography;
using System.Text;
using Gateway.Policies.Keys;
using Gateway.Policies.Plans;

namespace Gateway.Storage;

/// <summary>Turns the options of a configured key into what the store would hold of it.</summary>
internal static class ConfiguredKey
{
    /// <summary>Stable id: made of team and name, so that usage before and after a restart belongs together.</summary>
    public static string IdOf(ConfiguredKeyOptions item)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{item.Team}\n{item.Name}"));
        return string.Concat("key_cfg_", Convert.ToHexStringLower(digest).AsSpan(0, 16));
    }

    /// <summary>The settings of the key in the form of the store.</summary>
    public static KeySettings SettingsOf(ConfiguredKeyOptions item) => new()
    {
        Scopes = [.. item.Scopes],
        Models = [.. item.Models],
        Voices = [.. item.Voices],
        Regions = [.. item.Regions],
        Origins = [.. item.Origins],
        Networks = [.. item.Networks],
        Tags = [.. item.Tags],
        Limits = new LimitSet
        {
            RequestsPerMinute = item.Limits.RequestsPerMinute,
            Slots = item.Limits.Slots,
            Sockets = item.Limits.Sockets,
            Shadow = item.Limits.Shadow,
        },
        Plan = item.Plan,
        Budgets = [.. item.Budgets.Select(budget => new Budget(budget.Unit, budget.Period, (decimal)budget.Limit) { WarnAt = (decimal?)budget.WarnAt })],
        Weight = item.Weight,
        MaxWaitSeconds = item.MaxWait?.TotalSeconds,
        Account = item.Account,
        ExpiresAt = item.ExpiresAt,
    };

    /// <summary>The hash of its secret under the pepper in force.</summary>
    public static KeyHash HashOf(ConfiguredKeyOptions item, KeyHasher hasher)
    {
        if (item.Secret is { } secret)
        {
            // The validator has bounded its length, which is the only reason for a hash to fail.
            return hasher.TryHash(secret.Reveal(), out var hash) ? hash : throw new InvalidOperationException("A configured secret is too long.");
        }
        return KeyHash.FromBytes(Convert.FromHexString(item.SecretHash!));
    }
}
