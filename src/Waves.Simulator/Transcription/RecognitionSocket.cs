using System.Globalization;
using System.Text.Json;
using Waves.Simulator.Analytics;
using Waves.Simulator.Audio;
using Waves.Simulator.Books;
using Waves.Simulator.Limits;
using Waves.Simulator.Sockets;
using Waves.Simulator.Wire;

namespace Waves.Simulator.Transcription;

/// <summary>
/// One live recognition socket (contract 4.2). What is heard follows the
/// bytes received, turns follow their loudness; nothing depends on when they come.
/// </summary>
internal sealed class RecognitionSocket(Call call, LiveOptions options, SimulatorSettings settings, SimulatorBooks books, UsageLog usage, TimeProvider time)
{
    private const int PolicyViolation = 1008;
    private const int NormalClosure = 1000;

    private readonly RecognitionFrames _frames = new(options);
    private readonly SpeechDetector _detector = new();
    private readonly List<string> _finals = [];
    private long _bytes;
    private int _nextWord;
    private TimeSpan _lastPartial;

    public async Task RunAsync()
    {
        var decision = books.Gate.Enter(LimitGroup.SttLive);
        if (decision.Admitted)
            call.Hold(decision.Slot!);

        using var socket = await RecordedSocket.AcceptAsync(call, time);
        socket.Ending = call.Release;
        if (await OpenAsync(socket, decision))
            await ListenAsync(socket);
        else
            await DrainAsync(socket);
    }

    /// <summary>Refuses after the upgrade what this family refuses so (contract 3.3).</summary>
    private async Task<bool> OpenAsync(RecordedSocket socket, GateDecision decision)
    {
        if (!decision.Admitted)
        {
            call.Record.Refusal = decision.Refusal;
            await socket.CloseAsync(PolicyViolation, decision.Refusal switch
            {
                RefusalReason.Forbidden => "forbidden",
                RefusalReason.RateLimit => "rate_limit_exceeded",
                _ => "concurrency_limit_reached",
            });
            return false;
        }

        if (RegionRules.RefusesLive(options.Language, settings.Region))
        {
            await socket.SendAsync(_frames.NotInRegion());
            await socket.CloseAsync(PolicyViolation, "");
            return false;
        }

        if (!RegionRules.SilencesLive(options.Language, settings.Region))
            return true;
        await socket.CloseAsync(NormalClosure, "");
        return false;
    }

    private async Task ListenAsync(RecordedSocket socket)
    {
        var over = false;
        while (await socket.ReceiveAsync() is { } message)
        {
            if (over)
                continue;
            over = message.IsText ? await ObeyAsync(socket, message) : await HearAsync(socket, message.Payload);
        }

        Log();
    }

    private static async Task DrainAsync(RecordedSocket socket)
    {
        while (await socket.ReceiveAsync() is not null)
        {
            // Refused: what the client sends until it answers the close is nobody's.
        }
    }

    private async Task<bool> HearAsync(RecordedSocket socket, ReadOnlyMemory<byte> audio)
    {
        var length = SampleEncoding.Length(options.Encoding, options.SampleRate, audio.Length);
        var change = _detector.Hear(SampleEncoding.Loudness(options.Encoding, audio.Span), length, options.EndOfUtterance);
        _bytes += audio.Length;
        call.Work.AddAudioIn(length);

        if (change == SpeechChange.Started && options.VadEvents)
            await socket.SendAsync(_frames.Vad("speech_started", _detector.StartedAt));

        var cadence = settings.Cadence;
        if (_detector.Heard - _lastPartial >= cadence.AudioPerPartial && Words() is { Count: > 0 } words)
        {
            _lastPartial = _detector.Heard;
            await socket.SendAsync(_frames.Partial(Transcript.PartialText(words)));
        }

        if (change == SpeechChange.Stopped)
        {
            if (options.Endpointing && Words().Count > 0)
                await FinalAsync(socket);
            if (options.VadEvents)
                await socket.SendAsync(_frames.Vad("speech_ended", _detector.EndedAt));
        }

        return false;
    }

    /// <returns>Whether the conversation is over.</returns>
    private async Task<bool> ObeyAsync(RecordedSocket socket, SocketMessage message)
    {
        using var frame = message.ParseObject();
        switch (Order(frame?.RootElement))
        {
            case "finalize":
                await FinalAsync(socket, fromFinalize: true);
                return false;
            case "end":
                await FinalAsync(socket);
                return false;
            case "close_stream":
                await FinalAsync(socket, last: true);
                await socket.CloseAsync(NormalClosure, "");
                return true;
            case null:
                await socket.SendAsync(RecognitionFrames.Error("Invalid message"));
                await socket.CloseAsync(PolicyViolation, "");
                return true;
            default:
                return false;
        }
    }

    private static string? Order(JsonElement? frame) => frame switch
    {
        null => null,
        { } order when order.FindText("flag") == "END" => "end",
        { } order => order.FindText("type") ?? "",
    };

    private Task FinalAsync(RecordedSocket socket, bool fromFinalize = false, bool last = false)
    {
        var words = Words();
        _nextWord += words.Count;
        _lastPartial = _detector.Heard;
        var text = Transcript.Text(words);
        if (text.Length > 0)
            _finals.Add(text);
        return socket.SendAsync(_frames.Final(text, words, last, fromFinalize, string.Join(' ', _finals)));
    }

    private IReadOnlyList<HeardWord> Words() => Transcript.From(_nextWord, _detector.Heard, settings.Cadence.AudioPerWord);

    private void Log() => usage.Recognised(new RecognitionLogEntry
    {
        RequestId = _frames.SessionId,
        Timestamp = usage.Timestamp,
        RequestType = "ws",
        Model = "pulse",
        Language = options.Language,
        Duration = Math.Round(_detector.Heard.TotalSeconds, 4),
        FileSize = _bytes.ToString(CultureInfo.InvariantCulture),
        Transcription = string.Join(' ', _finals),
        WordTimestamps = options.WordTimestamps,
        Diarize = options.Diarize,
    });
}
