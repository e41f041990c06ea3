using System.Globalization;
using Waves.Simulator.Analytics;
using Waves.Simulator.Books;
using Waves.Simulator.Limits;
using Waves.Simulator.Pacing;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Transcription;

/// <summary>Speech to text of both generations: recordings (S1, S3) and live sockets (S2, S4).</summary>
internal sealed class TranscriptionRoutes(RecordingReader recordings, WebhookPost webhooks, SimulatorSettings settings, SimulatorBooks books, UsageLog usage, TimeProvider time)
{
    private const string Pulse = "pulse";
    private const string PulsePro = "pulse-pro";

    private static readonly object NoUrlOnPro = new { path = new[] { "url" }, message = "send raw bytes with pulse-pro" };

    public IEnumerable<Row> Rows() =>
    [
        Row.Post("S1", "/waves/v1/stt", SttDialect.Instance, UnifiedAsync) with { Group = GroupOfModel },
        Row.Ws("S2", "/waves/v1/stt/live", UnifiedSocketAsync),
        Row.Post("S3", "/waves/v1/pulse/get_text", PulseDialect.Instance, PulseAsync).Within(LimitGroup.SttPulse),
        Row.Ws("S4", "/waves/v1/pulse/get_text", call => ListenAsync(call, unified: false)),
    ];

    private static LimitGroup? GroupOfModel(Call call) => call.Query("model") switch
    {
        Pulse => LimitGroup.SttPulse,
        PulsePro => LimitGroup.SttPulsePro,
        _ => null,
    };

    private async Task UnifiedAsync(Call call)
    {
        var model = call.Query("model");
        if (model is not (Pulse or PulsePro))
        {
            await call.AnswerAsync(400, SttDialect.Body(call, "Missing required query param: model. Supported values: pulse | pulse-pro."));
            return;
        }

        var options = RecognitionOptions.Read(call, model);
        if (RegionRules.RefusesRecording(options.Language, settings.Region))
        {
            await call.AnswerAsync(400, SttDialect.Body(call, $"Language '{options.Language}' has not been enabled in this region. Please contact support to request access."));
            return;
        }

        if (RecordingReader.IsJson(call) && model == PulsePro)
        {
            await call.AnswerAsync(400, SttDialect.Body(call, "Audio by URL is not available for this model.", NoUrlOnPro));
            return;
        }

        var (recording, fault) = await ReadAsync(call);
        if (recording is null)
        {
            await (fault switch
            {
                RecordingFault.TooLarge => call.AnswerAsync(413, SttDialect.Instance.Other(call, 413)),
                RecordingFault.NoUrl => call.AnswerAsync(400, SttDialect.Body(call, "Invalid JSON data: missing or invalid 'url' field")),
                _ => call.AnswerAsync(400, SttDialect.Body(call, "Invalid file format. Supported formats: audio/*")),
            });
            return;
        }

        ContentExpiry.Answer(call, books.Gate.Limits);
        await AnswerAsync(call, recording, options);
    }

    private async Task PulseAsync(Call call)
    {
        var options = RecognitionOptions.Read(call, Pulse);
        if (RegionRules.RefusesRecording(options.Language, settings.Region))
        {
            await call.AnswerAsync(400, PulseDialect.NotInRegion(options.Language!, settings.Region));
            return;
        }

        var (recording, fault) = await ReadAsync(call);
        if (recording is null)
        {
            // Above the limit this generation answers 400, not 413 (contract 2.4).
            await call.AnswerAsync(400, PulseDialect.BadAudio(fault switch
            {
                RecordingFault.TooLarge => "Audio data too large",
                RecordingFault.NoUrl => "Invalid JSON data: missing or invalid 'url' field",
                _ => "Invalid file format. Supported formats: audio/*",
            }));
            return;
        }

        await AnswerAsync(call, recording, options);
    }

    private Task<(Recording? Recording, RecordingFault Fault)> ReadAsync(Call call) =>
        RecordingReader.IsJson(call) ? RecordingReader.ReadUrlAsync(call) : recordings.ReadUploadAsync(call);

    private async Task AnswerAsync(Call call, Recording recording, RecognitionOptions options)
    {
        var words = Transcript.From(0, recording.Length, settings.Cadence.AudioPerWord);
        call.Work.AddAudioIn(recording.Length);
        usage.Recognised(new RecognitionLogEntry
        {
            RequestId = call.RequestId,
            Timestamp = usage.Timestamp,
            RequestType = "rest",
            Model = options.Model,
            Language = options.Language ?? "",
            Duration = Math.Round(recording.Length.TotalSeconds, 4),
            FileSize = recording.Bytes.ToString(CultureInfo.InvariantCulture),
            Transcription = Transcript.Text(words),
            WordTimestamps = options.WordTimestamps,
            Diarize = options.Diarize,
            EmotionDetection = options.Emotion,
            GenderDetection = options.Gender,
            WebhookUrl = options.Webhook?.ToString() ?? "",
        });

        if (options is { Model: PulsePro, Webhook: not null })
        {
            webhooks.Send(options.Webhook, options.WebhookMethod, call.RequestId, RecognitionAnswer.Webhook(recording, words, options, call.RequestId));
            await call.AnswerAsync(200, new { status = "processing", request_id = call.RequestId });
            return;
        }

        await Pause.ForAsync(settings.Cadence.ThinkTime, time, call.Gone);
        await call.AnswerAsync(200, options.Model == PulsePro
            ? RecognitionAnswer.PulsePro(recording, words, options, call.RequestId)
            : RecognitionAnswer.Pulse(recording, words, options));
    }

    private async Task UnifiedSocketAsync(Call call)
    {
        // Judged before the upgrade, so the refusal is an HTTP status (contract 3.3).
        var refusal = call.Query("model") switch
        {
            Pulse => null,
            PulsePro => "Pulse Pro has no streaming transport. Use POST /waves/v1/stt/?model=pulse-pro instead.",
            _ => "Missing required query param: model. Supported values: pulse.",
        };
        if (refusal is null)
            await ListenAsync(call, unified: true);
        else
            await call.AnswerAsync(400, PlainDialect.Body(refusal));
    }

    private Task ListenAsync(Call call, bool unified) =>
        new RecognitionSocket(call, LiveOptions.Read(call, unified), settings, books, usage, time).RunAsync();
}
