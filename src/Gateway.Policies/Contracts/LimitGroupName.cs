namespace Gateway.Policies.Contracts;

/// <summary>The names of limit groups in settings, scopes, pools and metrics.</summary>
public static class LimitGroupName
{
    /// <summary>Lower case, words joined by a hyphen: <c>stt-live</c>.</summary>
    public static string Of(LimitGroup group) => group switch
    {
        LimitGroup.Chat => "chat",
        LimitGroup.Tts => "tts",
        LimitGroup.Stt => "stt",
        LimitGroup.SttLive => "stt-live",
        LimitGroup.S2s => "s2s",
        LimitGroup.Clone => "clone",
        LimitGroup.Pca => "pca",
        LimitGroup.Management => "management",
        _ => "none",
    };

    /// <summary>The group of a name; null when there is none.</summary>
    public static LimitGroup? Parse(string name)
    {
        foreach (var group in Enum.GetValues<LimitGroup>())
        {
            if (string.Equals(Of(group), name, StringComparison.OrdinalIgnoreCase))
                return group;
        }
        return null;
    }
}
