using System.Threading.Channels;

namespace Gateway.Relay.Wire;

/// <summary>Keeps what sockets used.</summary>
internal sealed class RecordingObserver : IRelayObserver
{
    private readonly Channel<SynthesisUsage> _syntheses = Channel.CreateUnbounded<SynthesisUsage>();
    private readonly Channel<SessionUsage> _sessions = Channel.CreateUnbounded<SessionUsage>();

    public void SynthesisEnded(SynthesisUsage usage) => _syntheses.Writer.TryWrite(usage);

    public void SessionEnded(SessionUsage usage) => _sessions.Writer.TryWrite(usage);

    public Task<SynthesisUsage> SynthesisAsync() => _syntheses.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    public Task<SessionUsage> SessionAsync() => _sessions.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    public int SynthesesWaiting => _syntheses.Reader.Count;

    public int SessionsWaiting => _sessions.Reader.Count;
}
