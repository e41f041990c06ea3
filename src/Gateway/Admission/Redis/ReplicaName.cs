using System.Globalization;
using System.Security.Cryptography;

namespace Gateway.Admission.Redis;

/// <summary>
/// Who this replica is among others. A process that starts again under a name gives back what the earlier one held, so the
/// name is one that two live processes cannot share: machine and port, unless it is configured.
/// </summary>
/// <param name="Name">Stable over restarts.</param>
internal sealed record ReplicaName(string Name)
{
    /// <summary>The name and what tells this process from an earlier one.</summary>
    public string Full { get; } = $"{BookWords.Clean(Name)}/{RandomNumberGenerator.GetInt32(int.MaxValue).ToString("x8", CultureInfo.InvariantCulture)}";

    /// <param name="configured">What the settings say; empty: nothing.</param>
    /// <param name="urls">Where the process listens.</param>
    public static ReplicaName Of(string configured, string? urls)
    {
        if (configured.Length > 0)
            return new(configured);
        var name = $"{Environment.MachineName}:{urls}";
        // A port that the system chooses is another one after a restart.
        return new(urls is null || urls.Contains(":0", StringComparison.Ordinal) ? $"{name}:{RandomNumberGenerator.GetHexString(8)}" : name);
    }
}
