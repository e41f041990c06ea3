using System.Buffers;
using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;

namespace Gateway.Policies.Validation.Query;

/// <summary>
/// Queries of transcription (waves-api 2.3, 2.4, 4.2). Languages are never refused (the service takes codes outside its
/// list, and answers for the others itself), nor are parameters that are not named here.
/// </summary>
internal sealed class TranscriptionQueryRules : QueryRules
{
    private const int MinEndOfUtteranceMs = 100;
    private const int MaxEndOfUtteranceMs = 10_000;
    private const int MaxIdLength = 128;

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");

    private static readonly OptionSet NoneKnown = new();

    private static readonly OptionSet KnownModels = new(ModelNames.Pulse, ModelNames.PulsePro);
    private static readonly OptionSet KnownLanguages = new(Languages.Recordings.Union(Languages.Live));
    private static readonly OptionSet Encodings = new("linear16", "linear32", "alaw", "mulaw", "opus", "ogg_opus");
    private static readonly OptionSet SampleRates = new("8000", "16000", "22050", "24000", "44100", "48000");

    private static readonly GatewayError RepeatedModel = Refusal.Of("Query param model is given more than once. Send one value.");

    private static readonly GatewayError ProOnSocket =
        Refusal.Of("Pulse Pro has no streaming transport. Use POST /waves/v1/stt/?model=pulse-pro instead.");

    private static readonly GatewayError BadEncoding = NotSupported("encoding", Encodings);
    private static readonly GatewayError BadSampleRate = NotSupported("sample_rate", SampleRates);
    private static readonly GatewayError BadEndOfUtterance = NotSupported("eou_timeout_ms", $"{MinEndOfUtteranceMs} to {MaxEndOfUtteranceMs}");

    private static readonly GatewayError BadSessionId =
        Refusal.Of($"Invalid query param: external_session_id. Send at most {MaxIdLength} characters of A-Z, a-z, 0-9, underscore, dot and hyphen.");

    /// <summary>S1.</summary>
    public static TranscriptionQueryRules Recording { get; } = new() { Models = KnownModels };

    /// <summary>S3: the path says the model; a <c>model</c> in the query is ignored upstream.</summary>
    public static TranscriptionQueryRules PulseRecording { get; } = new() { FixedModel = ModelNames.Pulse };

    /// <summary>S2.</summary>
    public static TranscriptionQueryRules Live { get; } = new() { Models = new(ModelNames.Pulse), IsLive = true };

    /// <summary>S4.</summary>
    public static TranscriptionQueryRules PulseLive { get; } = new() { FixedModel = ModelNames.Pulse, IsLive = true };

    /// <summary>The models that may be named, one of which must be; null where the path says the model.</summary>
    private OptionSet? Models { get; init; }

    private string? FixedModel { get; init; }

    /// <summary>Whether raw audio follows, whose form must be one that the service knows.</summary>
    private bool IsLive { get; init; }

    /// <inheritdoc/>
    public override GatewayError? Judge(ReadOnlySpan<char> query, out BodyFacts facts)
    {
        var found = new BodyFacts
        {
            Model = FixedModel,
            Format = IsLive ? "linear16" : null,
            SampleRate = IsLive ? 16000 : 0,
        };
        GatewayError? error = null;
        foreach (var parameter in new QueryReader(query))
            error = Take(parameter, ref found) ?? error;
        facts = found;
        return error ?? JudgeModel(found.Model);
    }

    private GatewayError? Take(QueryParameter parameter, ref BodyFacts found)
    {
        if (parameter.IsNamed("model"))
            return TakeModel(parameter, ref found);
        if (parameter.IsNamed("language"))
            found = found with { Language = parameter.Read(KnownLanguages, BodyFacts.MaxValueLength) };
        else if (parameter.IsNamed("webhook_url"))
            found = found with { Webhook = parameter.HasValue };
        else if (!parameter.HasValue)
            return null;
        else if (parameter.IsNamed("encoding"))
            return TakeEncoding(parameter, ref found);
        else if (parameter.IsNamed("sample_rate"))
            return TakeSampleRate(parameter, ref found);
        else if (IsLive && parameter.IsNamed("eou_timeout_ms"))
            return parameter.ReadPositive() is >= MinEndOfUtteranceMs and <= MaxEndOfUtteranceMs ? null : BadEndOfUtterance;
        else if (IsLive && parameter.IsNamed("external_session_id"))
            return IsId(parameter) ? null : BadSessionId;
        return null;
    }

    private static bool IsId(QueryParameter parameter) =>
        parameter.Read(NoneKnown, MaxIdLength) is { } id && !id.AsSpan().ContainsAnyExcept(IdCharacters);

    // Two values could pass as one here and as the other there.
    private GatewayError? TakeModel(QueryParameter parameter, ref BodyFacts found)
    {
        if (Models is null)
            return null;
        if (parameter.Read(KnownModels, BodyFacts.MaxValueLength) is not { } model)
            return NotSupported("model", Models);
        if (found.Model is not null && found.Model != model)
            return RepeatedModel;
        found = found with { Model = model };
        return null;
    }

    private GatewayError? TakeEncoding(QueryParameter parameter, ref BodyFacts found)
    {
        var encoding = parameter.Read(Encodings, BodyFacts.MaxValueLength);
        found = found with { Format = encoding };
        return IsLive && (encoding is null || Encodings.Find(encoding) is null) ? BadEncoding : null;
    }

    private GatewayError? TakeSampleRate(QueryParameter parameter, ref BodyFacts found)
    {
        var rate = parameter.ReadPositive();
        found = found with { SampleRate = rate };
        return IsLive && rate is not (8000 or 16000 or 22050 or 24000 or 44100 or 48000) ? BadSampleRate : null;
    }

    private GatewayError? JudgeModel(string? model)
    {
        if (Models is null || (model is not null && Models.Find(model) is not null))
            return null;
        if (IsLive && model == ModelNames.PulsePro)
            return ProOnSocket;
        var supported = string.Join(" | ", Models.Values);
        return string.IsNullOrEmpty(model)
            ? Refusal.Of($"Missing required query param: model. Supported values: {supported}.")
            : NotSupported("model", Models);
    }

    private static GatewayError NotSupported(string parameter, OptionSet options) =>
        NotSupported(parameter, string.Join(" | ", options.Values));

    private static GatewayError NotSupported(string parameter, string values) =>
        Refusal.Of($"Invalid query param: {parameter}. Supported values: {values}.");
}
