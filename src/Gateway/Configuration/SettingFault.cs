namespace Gateway.Configuration;

/// <summary>What is wrong with one setting.</summary>
/// <param name="Path">The setting.</param>
/// <param name="Reason">What is allowed; never the value, which may be a secret.</param>
internal readonly record struct SettingFault(string Path, string Reason)
{
    /// <summary>As it is shown.</summary>
    public override string ToString() => $"{Path}: {Reason}";
}
