using System.Collections.Immutable;
using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;

namespace Gateway.Policies.Validation;

/// <summary>The form that creates a voice clone (waves-api 2.6).</summary>
internal sealed class CloneFormRules : FormRules
{
    private const int MaxDisplayName = 500;

    private static readonly ImmutableArray<string> MediaTypes =
        ["audio/mpeg", "audio/mpeg-3", "audio/wav", "audio/wave", "audio/webm", "video/webm", "audio/mp4", "video/mp4"];

    private static readonly GatewayError NoFile = Refusal.Of("No file provided");
    private static readonly GatewayError BadMediaType = Refusal.Of($"Invalid file type. Supported: {string.Join(", ", MediaTypes)}");
    private static readonly GatewayError FileTooLarge = Refusal.Of(CloneDialect.FileTooLarge);
    private static readonly GatewayError NoDisplayName = Refusal.Of("displayName is required");
    private static readonly GatewayError BadDisplayName = Refusal.Of("displayName must have 1 to 500 characters");
    private static readonly GatewayError RetiredModel = Refusal.Of("Voice cloning for lightning-v2 is deprecated. Please use lightning-v3.1");

    /// <summary>V1.</summary>
    public static CloneFormRules Instance { get; } = new();

    /// <inheritdoc/>
    public override GatewayError? Judge(IReadOnlyList<FormPart> parts, out BodyFacts facts)
    {
        var model = ValueOf(parts, "model") ?? ModelNames.LightningForCloning;
        var language = ValueOf(parts, "language");
        facts = new()
        {
            Model = model.Length <= BodyFacts.MaxValueLength ? model : null,
            Language = language?.Length <= BodyFacts.MaxValueLength ? language : null,
        };
        return JudgeFiles(parts)
            ?? JudgeDisplayName(ValueOf(parts, "displayName"))
            ?? (model == "lightning-v2" ? RetiredModel : null)
            ?? JudgeLanguage(model, language);
    }

    private static GatewayError? JudgeFiles(IReadOnlyList<FormPart> parts)
    {
        var hasFile = false;
        foreach (var part in parts)
        {
            if (!part.IsFile || part.Name != "file")
                continue;
            hasFile = true;
            if (part.ContentType is { } type && !MediaTypes.Contains(type))
                return BadMediaType;
            if (part.Length > ContractLimits.MaxCloneFileBytes)
                return FileTooLarge;
        }
        return hasFile ? null : NoFile;
    }

    private static GatewayError? JudgeDisplayName(string? name) =>
        name is null ? NoDisplayName
        : name.Length is 0 or > MaxDisplayName ? BadDisplayName
        : null;

    // Only the models whose languages are known are judged: clients spell others, and they are forwarded.
    private static GatewayError? JudgeLanguage(string model, string? language)
    {
        if (string.IsNullOrEmpty(language) || Languages.IsTaken(model, language))
            return null;
        return Refusal.Of($"Invalid language. Supported: {string.Join(", ", Languages.OfSpeechModel(model))}");
    }

    // The last of a repeated field counts, as a model that was allowed must be the one that is used.
    private static string? ValueOf(IReadOnlyList<FormPart> parts, string name)
    {
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            if (!parts[i].IsFile && parts[i].Name == name)
                return parts[i].Value;
        }
        return null;
    }
}
