using Waves.Simulator.Books;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;
using Waves.Simulator.Speech;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Voices;

/// <summary>Cloning (V1–V4) and the voice catalogues (V5, V6); contract 2.6 and 2.7.</summary>
internal sealed class VoiceRoutes(VoiceCatalogue catalogue, CloneShelf clones, string organisation, SimulatorSettings settings, SimulatorBooks books, TimeProvider time)
{
    private const int MaxNameLength = 500;

    private static readonly string[] AudioTypes =
        ["audio/mpeg", "audio/mpeg-3", "audio/wav", "audio/wave", "audio/webm", "video/webm", "audio/mp4", "video/mp4"];

    private static readonly string[] UseCases = ["conversational"];

    private static readonly string[] CatalogueModels = ["lightning-v3.1", "lightning_v3.1", "lightning", "lightning-large", "lightning-v2"];

    public IEnumerable<Row> Rows() =>
    [
        Row.Post("V1", "/waves/v1/voice-cloning", PlainDialect.Instance, CreateAsync).Within(LimitGroup.Clone),
        Row.Get("V2", "/waves/v1/voice-cloning", PlainDialect.Instance, call => call.AnswerAsync(200, new { data = clones.All.Select(Body).ToArray() })).Within(LimitGroup.Management),
        Row.Get("V3", "/waves/v1/voice-cloning/{}", PlainDialect.Instance, FindAsync).Within(LimitGroup.Management),
        Row.Post("V4", "/waves/v1/voice-cloning/delete", PlainDialect.Instance, DeleteAsync).Within(LimitGroup.Management),
        Row.Get("V5", "/waves/v1/{}/get_voices", TtsDialect.Instance, ListVoicesAsync).Within(LimitGroup.Management),
        Row.Get("V6", "/waves/v1/voice/get-all-models", PlainDialect.Instance, ListPreviewsAsync).Within(LimitGroup.Management),
    ];

    private async Task CreateAsync(Call call)
    {
        var form = await CloneForm.ReadAsync(call);
        if (Refusal(form) is { } refusal)
        {
            await call.AnswerAsync(400, PlainDialect.Body(refusal));
            return;
        }

        var model = form!.Field("model").Replace('_', '-');
        var clone = new Clone(
            SystemIds.Object(),
            SystemIds.New("voice_", 10),
            form.Field("displayName"),
            form.Field("description"),
            form.Field("accent") is { Length: > 0 } accent ? accent : "general",
            form.Field("tags").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            form.Field("language") is { Length: > 0 } language ? language : "en",
            model.Length == 0 ? SpeechModel.Standard.HyphenName : model,
            form.FileName!,
            time.GetUtcNow());
        if (!clones.TryAdd(clone, books.Gate.Limits.Clones))
        {
            await call.AnswerAsync(400, PlainDialect.Body("clone limit exceeded, consider upgrading"));
            return;
        }

        await Pause.ForAsync(settings.Cadence.ThinkTime, time, call.Gone);
        await call.AnswerAsync(200, new
        {
            message = "Voice clone created successfully",
            data = new
            {
                voiceId = clone.VoiceId,
                displayName = clone.DisplayName,
                model = SystemIds.Object(),
                status = "completed",
                language = clone.Language,
                audioFileNames = new[] { clone.FileName },
                createdAt = WireTime.Iso(clone.CreatedAt),
                organizationId = organisation,
                samples = new[] { new { text = "Hello, how may I help?", audioUrl = $"https://files.example/clones/{clone.VoiceId}.wav" } },
            },
        });
    }

    private static string? Refusal(CloneForm? form)
    {
        if (form?.FileName is null)
            return "No file provided";
        if (!AudioTypes.Contains(form.FileType, StringComparer.OrdinalIgnoreCase))
            return $"Invalid file type. Supported: {string.Join(", ", AudioTypes)}";
        if (form.FileBytes > CloneForm.MaxFileBytes)
            return "File too large. Maximum size is 5MB";
        if (form.Field("displayName").Length is 0 or > MaxNameLength)
            return "displayName must have 1 to 500 characters";
        if (form.Field("model") == "lightning-v2")
            return "Voice cloning for lightning-v2 is deprecated. Please use lightning-v3.1";
        if (form.Field("model") is { Length: > 0 } model && !SpeechModel.HyphenNames.Contains(model.Replace('_', '-')))
            return $"Invalid model. Supported: {string.Join(", ", SpeechModel.HyphenNames)}";
        if (form.Field("language") is { Length: > 0 } language && !SpeechModel.Standard.Languages.Contains(language))
            return $"Invalid language. Supported: {string.Join(", ", SpeechModel.Standard.Languages)}";
        return null;
    }

    private Task FindAsync(Call call) => clones.Find(call.RouteValue) is { } clone
        ? call.AnswerAsync(200, new { success = true, data = Body(clone) })
        : call.AnswerAsync(404, PlainDialect.Body("Not found"));

    /// <summary>Wants a console session; no API key is good enough (contract, V4).</summary>
    private static async Task DeleteAsync(Call call)
    {
        await call.ReadBodyAsync(Call.MaxJsonBytes);
        await call.AnswerAsync(401, PlainDialect.Instance.Unauthorized(call, hasKey: true));
    }

    private Task ListVoicesAsync(Call call)
    {
        if (!CatalogueModels.Contains(call.RouteValue))
            return call.AnswerAsync(400, TtsDialect.Invalid("Invalid model."));
        return call.AnswerAsync(200, new
        {
            voices = catalogue.Voices.Select(static voice => new
            {
                voiceId = voice.Id,
                displayName = voice.DisplayName,
                tags = new
                {
                    language = voice.Languages,
                    accent = voice.Accent,
                    gender = voice.Gender,
                    age = "young",
                    emotions = Array.Empty<string>(),
                    usecases = UseCases,
                },
            }).ToArray(),
        });
    }

    private Task ListPreviewsAsync(Call call) => call.AnswerAsync(200, new
    {
        voices = catalogue.Voices.Select(static (voice, index) => new
        {
            _id = FormattableString.Invariant($"66ab11aaf3d24b7e9d5f2{index:x3}"),
            voiceId = voice.Id,
            displayName = voice.DisplayName,
            description = $"A voice called {voice.DisplayName}.",
            audioPreview = $"https://cdn.example/previews/{voice.Id}.wav",
            tags = new { age = "young", emotions = Array.Empty<string>(), language = voice.Languages },
        }).ToArray(),
    });

    private static object Body(Clone clone) => new
    {
        _id = clone.Id,
        voiceId = clone.VoiceId,
        displayName = clone.DisplayName,
        description = clone.Description,
        accent = clone.Accent,
        tags = clone.Tags,
        language = clone.Language,
        status = "completed",
        cloningType = "instant",
        modelIds = new[] { clone.Model },
        createdAt = WireTime.Iso(clone.CreatedAt),
    };
}
