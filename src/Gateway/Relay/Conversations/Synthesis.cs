using Gateway.Edge;
using Gateway.Policies.Admission;
using Gateway.Policies.Budgets;
using Gateway.Policies.Usage;
using Gateway.Policies.Validation;
using Gateway.Relay.Inspection;
using Gateway.Relay.Sessions;

namespace Gateway.Relay.Conversations;

/// <summary>One admitted piece of work on a TTS socket while it runs. Guarded by its conversation's lock.</summary>
internal sealed class Synthesis
{
    private readonly AudioFormat _format;
    private readonly TtsFrameFacts _first;
    private readonly TimeSpan _queued;
    private readonly DateTimeOffset _started;
    private readonly long _startedAt;
    private readonly TimeProvider _time;
    private AudioPlayback _playback;
    private long _characters;
    private long _codePoints;
    private bool _estimated;
    private bool _run;
    private int _turns;
    private int _requests;
    private int _completes;
    private readonly byte[] _lastRequest = new byte[JsonScanner.MaxValueBytes];
    private int _lastRequestLength;
    private long _audioBytes;

    /// <summary>Its first text goes to the upstream now.</summary>
    /// <param name="work">What it was admitted as; null where nothing is limited.</param>
    /// <param name="decision">How it was admitted.</param>
    /// <param name="first">Facts of the frame.</param>
    /// <param name="time">The clock.</param>
    public Synthesis(AdmissionRequest? work, in AdmissionDecision decision, in TtsFrameFacts first, TimeProvider time)
    {
        Work = work;
        Lease = work is null ? null : decision.Lease;
        _queued = work is null ? TimeSpan.Zero : decision.Queued;
        _first = first;
        _format = AudioFormat.OfTts(first.Format, first.SampleRate);
        _time = time;
        _started = time.GetUtcNow();
        _startedAt = time.GetTimestamp();
    }

    /// <summary>What it was admitted as; null where nothing is limited.</summary>
    public AdmissionRequest? Work { get; }

    /// <summary>What it holds; null where nothing is limited.</summary>
    public AdmissionLease? Lease { get; }

    /// <summary>
    /// Whether the upstream has begun to answer every turn that was sent: then <c>complete</c> is the end of all of it.
    /// Otherwise a further answer is on its way, if the upstream has not joined the turns (waves-api 4.1, pattern 1).
    /// </summary>
    public bool IsAnswered => Math.Max(_requests, _completes) >= _turns;

    /// <summary>Whether the upstream has said <c>complete</c> since.</summary>
    public bool IsCompletedOnce => _completes > 0;

    /// <summary>What it counts for in its budgets while it runs; null where nothing limits it.</summary>
    public LiveSpend? Paid { get; init; }

    /// <summary>What it has used so far.</summary>
    public UsageAmounts Progress => new()
    {
        Requests = 1,
        Characters = _characters,
        CodePoints = _codePoints,
        AudioOutMilliseconds = _format.Milliseconds(_audioBytes),
        SessionMilliseconds = (long)_time.GetElapsedTime(_startedAt).TotalMilliseconds,
        BytesOut = _audioBytes,
        Results = _requests,
    };

    /// <summary>A text frame goes to the upstream.</summary>
    /// <param name="frame">Its facts.</param>
    public void Sent(in TtsFrameFacts frame)
    {
        if (!frame.IsBlank)
        {
            _characters += frame.Characters;
            _codePoints += frame.CodePoints;
        }
        if (!frame.IsBlank && frame.Continue)
        {
            _run = true;
        }
        else if (!frame.Continue && (_run || !frame.IsBlank))
        {
            _run = false;
            _turns++;
        }
    }

    /// <summary>A text too long to be read goes to the upstream.</summary>
    /// <param name="bytes">At least that long.</param>
    public void SentUnread(long bytes)
    {
        _estimated = true;
        _characters += bytes;
        _codePoints += bytes;
        _turns++;
    }

    /// <summary>A frame of audio has come.</summary>
    /// <param name="request">The upstream's request id; empty when it names none.</param>
    /// <param name="bytes">Decoded bytes.</param>
    public void Heard(ReadOnlySpan<byte> request, long bytes)
    {
        if (_requests == 0 || !request.SequenceEqual(_lastRequest.AsSpan(0, _lastRequestLength)))
        {
            _requests++;
            _lastRequestLength = request.Length;
            request.CopyTo(_lastRequest);
        }
        _audioBytes += bytes;
        _playback.Arrived(_time.GetElapsedTime(_startedAt), TimeSpan.FromMilliseconds(_format.Milliseconds(bytes)));
    }

    /// <summary>The upstream has said <c>complete</c>.</summary>
    public void Completed() => _completes++;

    /// <summary>Audio of a frame that was cut.</summary>
    public void HeardCut(long bytes) => _audioBytes += bytes;

    /// <summary>The account of it.</summary>
    public SynthesisUsage Account(RelaySessionInfo socket, WorkEnd end, string? upstreamError) => new()
    {
        Socket = socket,
        WorkId = Work?.Id ?? UniqueId.Next(),
        Model = _first.Model,
        Voice = _first.Voice,
        Language = _first.Language,
        Characters = _characters,
        CodePoints = _codePoints,
        IsEstimated = _estimated || (_audioBytes > 0 && !_format.IsExact),
        UpstreamRequests = _requests,
        Format = _format,
        AudioBytes = _audioBytes,
        Started = _started,
        Queued = _queued,
        Duration = _time.GetElapsedTime(_startedAt),
        ToFirstAudio = _playback.HasStarted ? _playback.FirstAudio : null,
        LongestGap = _playback.LongestGap,
        Underrun = _playback.Underrun,
        End = end,
        UpstreamError = upstreamError,
    };
}
