using System.Buffers;
using System.Globalization;
using System.Text.Unicode;
using Gateway.Admission;
using Gateway.Policies.Admission;
using Gateway.Policies.Errors;
using Gateway.Policies.Usage;
using Gateway.Policies.Validation;
using Gateway.Relay.Inspection;
using Gateway.Relay.Pumping;

namespace Gateway.Relay.Conversations;

/// <summary>
/// A TTS socket (waves-api 4.1). A synthesis begins with the first frame that has something to say while none runs, and
/// takes a unit of its own; further texts belong to it; it ends at <c>complete</c>, at an error frame of the upstream, or
/// with the socket. Blank frames keep the socket alive and pass.
/// </summary>
/// <remarks>
/// The client's pump judges and sends, the upstream's pump hears and completes: what they share is under one lock, held
/// for no longer than it takes to count.
/// </remarks>
internal sealed class TtsConversation : Conversation, IMessageGate
{
    /// <summary>
    /// After <c>complete</c>, for the answer to a turn that was sent before it and not yet begun to be answered. The unit
    /// stays taken meanwhile: the upstream may already be speaking.
    /// </summary>
    private static readonly TimeSpan LateAnswer = TimeSpan.FromMilliseconds(700);

    /// <summary>The upstream's own idle time where the handshake names none (waves-api 4.1).</summary>
    private static readonly TimeSpan UpstreamIdle = TimeSpan.FromSeconds(60);

    private static readonly GatewayError Restarting = GatewayErrors.Draining(TimeSpan.FromSeconds(1));

    private readonly Lock _lock = new();
    private readonly ConversationSetup _setup;
    private readonly TtsUpstreamWatch _watch;
    private readonly ITimer _late;
    private Task _lateRelease = Task.CompletedTask;
    private Synthesis? _current;
    private AdmissionRequest? _admitted;
    private AdmissionDecision _decision;
    private Departure _departure;
    private Action? _atRest;
    private long _strayBytes;
    private int _syntheses;
    private string? _upstreamError;
    private bool _isOver;

    // What the client's pump knows of the message it judges; nobody else touches these.
    private TtsFrameFacts _frame;
    private FrameEcho _echo;
    private long _unreadBytes;
    private bool _begins;

    /// <summary>Follows a socket from its handshake on.</summary>
    public TtsConversation(ConversationSetup setup)
    {
        _setup = setup;
        _watch = new TtsUpstreamWatch(this);
        _late = setup.Time.CreateTimer(static self => ((TtsConversation)self!).NobodyAnswered(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        IdleTimeout = (setup.Facts.TimeoutSeconds > 0 ? TimeSpan.FromSeconds(setup.Facts.TimeoutSeconds) : UpstreamIdle) + setup.Options.TtsIdleGrace;
    }

    public override FrameWatch UpstreamWatch => _watch;

    public override IMessageGate Gate => this;

    public override TimeSpan IdleTimeout { get; }

    public override ReadOnlyMemory<byte> IdleLastWord()
    {
        var frame = new ArrayBufferWriter<byte>(256);
        var message = string.Create(CultureInfo.InvariantCulture, $"Connection timed out after {IdleTimeout.TotalSeconds:0} seconds of inactivity");
        _setup.Contract.Dialect.WriteFrame(frame, new GatewayError(ErrorKind.UpstreamTimeout, message), default);
        return frame.WrittenMemory;
    }

    public GateVerdict Judge(ReadOnlySpan<byte> text, bool isWhole, long length)
    {
        _begins = false;
        _echo = default;
        _unreadBytes = isWhole ? 0 : length;
        if (isWhole)
        {
            if (!Utf8.IsValid(text))
                return GateVerdict.NotText;
            if (_setup.Contract.FrameRules is not { } rules)
                return GateVerdict.Pass;
            var refusal = rules.Judge(text, _frame, out _frame) ?? Forbidden(_frame);
            if (refusal is not null)
            {
                _echo = TtsFrameRules.EchoOf(text);
                return GateVerdict.Refuse(refusal);
            }
        }
        else if (_setup.Key is { Scopes.AreNarrow: true })
        {
            // What it asks for might stand behind the bound.
            return GateVerdict.Refuse(GatewayErrors.MessageTooLarge(RelayLimits.MaxJudgedTextBytes));
        }

        lock (_lock)
        {
            var isBlank = isWhole && _frame.IsBlank;
            if (_current is { } running)
            {
                // More text is more spending; what is there to be spoken may come to its end.
                if (!isBlank && running.Paid is not null && Unpaid() is { } unpaid)
                    return Refuse(unpaid, text, isWhole);
                CountSent_NeedsLock(running);
                return GateVerdict.Pass;
            }
            if (isBlank)
                return GateVerdict.Pass;
            if (Unpaid() is { } error)
                return Refuse(error, text, isWhole);
            _begins = true;
            if (isWhole)
                _echo = TtsFrameRules.EchoOf(text);
            return _atRest is not null ? GateVerdict.Refuse(Restarting)
                : _setup.Admission is null ? GateVerdict.Pass
                : GateVerdict.Wait;
        }
    }

    public async ValueTask<GateVerdict> WaitAsync(CancellationToken cancellationToken)
    {
        var socket = _setup.Admission!.Request;
        var request = AdmissionRequests.Synthesis(socket, socket.MaxWait);
        _departure = new(_setup.Time.GetTimestamp(), _setup.LateAfter, _setup.Time);
        var decision = await _setup.Store.AdmitAsync(request, cancellationToken);
        _setup.AdmissionMetrics.Decided(request, decision);
        if (!decision.Admitted)
            return GateVerdict.Refuse(AdmissionRefusal.Describe(request, decision));
        lock (_lock)
        {
            _admitted = request;
            _decision = decision;
        }
        _setup.Fence.Begin(decision.Lease);
        return GateVerdict.Pass;
    }

    public bool Passes()
    {
        if (!_begins)
            return true;
        lock (_lock)
        {
            // Nobody would end what begins now.
            if (_isOver)
                return false;
            if (_admitted is { } work)
                _departure.Leaves(_setup.Store, work, _decision);
            _current = new Synthesis(_admitted, _decision, _frame, _setup.Time)
            {
                Paid = _admitted is { Id: var id } && _setup.Key is { } key ? _setup.Budgets?.Open(key, id) : null,
            };
            _admitted = null;
            _syntheses++;
            CountSent_NeedsLock(_current);
        }
        return true;
    }

    public async ValueTask WithdrawAsync()
    {
        AdmissionRequest? unused;
        lock (_lock)
        {
            unused = _admitted;
            _admitted = null;
        }
        if (unused is not null)
            await _setup.Store.ReturnAsync(unused.Account, unused.Id);
    }

    public void WriteError(IBufferWriter<byte> output, GatewayError error) => _setup.Contract.Dialect.WriteFrame(output, error, _echo);

    /// <summary>A frame of audio has come from the upstream.</summary>
    /// <param name="request">The upstream's request id; may be empty.</param>
    /// <param name="bytes">Decoded bytes.</param>
    public void Heard(ReadOnlySpan<byte> request, long bytes)
    {
        lock (_lock)
        {
            if (_current is { } running)
            {
                running.Heard(request, bytes);
                StopWaitingForAnswer_NeedsLock();
                return;
            }
            _strayBytes += bytes;
        }
        _setup.Metrics.Unbooked(_setup.Info.Contract);
    }

    /// <summary>The audio of a frame that the upstream did not finish.</summary>
    public void HeardCut(long bytes)
    {
        lock (_lock)
        {
            if (_current is { } running)
                running.HeardCut(bytes);
            else
                _strayBytes += bytes;
        }
    }

    /// <summary>The upstream ends what runs. The unit is free when the task ends, before the client reads of it.</summary>
    public ValueTask CompletedAsync(WorkEnd end, string? error)
    {
        Synthesis? ended;
        lock (_lock)
        {
            _upstreamError = error ?? _upstreamError;
            if (_current is not { } running)
                return ValueTask.CompletedTask;
            if (end == WorkEnd.Completed)
            {
                running.Completed();
                if (!running.IsAnswered)
                {
                    _late.Change(LateAnswer, Timeout.InfiniteTimeSpan);
                    return ValueTask.CompletedTask;
                }
            }
            ended = Take_NeedsLock();
        }
        return FinishAsync(ended!, end, error);
    }

    /// <summary>What <see cref="CompletedAsync"/> was about has gone on to the client.</summary>
    public void CompletionPassed()
    {
        Action? atRest;
        lock (_lock)
            atRest = _current is null ? _atRest : null;
        atRest?.Invoke();
    }

    public override void Drain(Action atRest)
    {
        lock (_lock)
        {
            _atRest = atRest;
            if (_current is not null)
                return;
        }
        atRest();
    }

    public override string? LeasedWorkId
    {
        get
        {
            lock (_lock)
                return (_current is { } running ? running.Work : _admitted)?.Id;
        }
    }

    public override UsageAmounts Progress
    {
        get
        {
            lock (_lock)
                return _current?.Progress ?? default;
        }
    }

    public override ValueTask EndAsync(RelayEndReason reason) => UpstreamGoneAsync(reason);

    public override async ValueTask UpstreamGoneAsync(RelayEndReason reason)
    {
        await _late.DisposeAsync();
        _watch.Stops();
        Synthesis? cut;
        lock (_lock)
        {
            _isOver = true;
            cut = Take_NeedsLock();
        }
        if (cut is not null)
            await FinishAsync(cut, WorkEnd.Cut, null, reason);
        await _lateRelease;
    }

    public override SessionUsage Account(SessionUsage usage) => usage with
    {
        OutputFormat = AudioFormat.OfTts(_frame.Format, _frame.SampleRate),
        OutputAudioBytes = _strayBytes,
        Results = _syntheses,
        UpstreamError = _upstreamError,
    };

    /// <summary>Why no budget pays for more text; null when one does, or none is needed.</summary>
    private GatewayError? Unpaid() => _setup.Key is { } key ? _setup.Budgets?.Check(key, _setup.Contract) : null;

    private GateVerdict Refuse(GatewayError error, ReadOnlySpan<byte> text, bool isWhole)
    {
        if (isWhole)
            _echo = TtsFrameRules.EchoOf(text);
        return GateVerdict.Refuse(error);
    }

    private GatewayError? Forbidden(in TtsFrameFacts frame)
    {
        if (_setup.Key is not { Scopes: var scopes } || !frame.HasText)
            return null;
        if (!scopes.AllowsModel(frame.Model))
            return GatewayErrors.ForbiddenModel(frame.Model!);
        if (frame.Model is null && !scopes.Models.IsEmpty)
            return GatewayErrors.UntoldModel;
        return scopes.AllowsVoice(frame.Voice) ? null : GatewayErrors.ForbiddenVoice;
    }

    private void CountSent_NeedsLock(Synthesis running)
    {
        if (_unreadBytes > 0)
            running.SentUnread(_unreadBytes);
        else
            running.Sent(_frame);
        if (running is { Paid: not null, Work.Id: var id })
            _setup.Budgets!.Progress(id, running.Progress, _setup.Contract);
        StopWaitingForAnswer_NeedsLock();
    }

    private void StopWaitingForAnswer_NeedsLock() => _late.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private Synthesis? Take_NeedsLock()
    {
        var taken = _current;
        _current = null;
        return taken;
    }

    private void NobodyAnswered()
    {
        lock (_lock)
        {
            // A text or an answer may have come just before; then the timer is no longer about this.
            if (_current is not { IsAnswered: false, IsCompletedOnce: true })
                return;
            _lateRelease = FinishAsync(Take_NeedsLock()!, WorkEnd.Completed, null).AsTask();
        }
        CompletionPassed();
    }

    private async ValueTask FinishAsync(Synthesis ended, WorkEnd end, string? error, RelayEndReason reason = default)
    {
        if (ended.Work is { } work)
        {
            _setup.Fence.End(ended.Lease);
            if (error is not null && UpstreamShield.LimitIn(error) is { } limit)
                await _setup.Shield.RefusedAsync(work, limit);
            await _setup.Store.ReleaseAsync(work.Account, work.Id);
        }
        var usage = ended.Account(_setup.Info, end, error) with { Reason = reason };
        _setup.Observer.SynthesisEnded(usage);
        if (ended.Paid is { } paid)
            _setup.Budgets!.Close(paid);
        // Whoever has heard enough of a synthesis closes its socket: nothing else stops one (waves-api 4.1).
        if (end is WorkEnd.Cut && usage.ToFirstAudio is not null && reason is RelayEndReason.ClientClosed or RelayEndReason.ClientGone)
            _setup.Metrics.Interrupted(_setup.Info.Contract, "close");
        _setup.Metrics.Played(_setup.Info.Contract, usage.ToFirstAudio, usage.LongestGap, usage.Underrun);
    }
}
