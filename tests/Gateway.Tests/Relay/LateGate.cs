using System.Buffers;
using Gateway.Policies.Errors;
using Gateway.Relay.Pumping;

namespace Gateway.Relay;

/// <summary>Lets a message in at the very moment when nobody needs it any more.</summary>
internal sealed class LateGate : IMessageGate
{
    private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _withdrawn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Waiting => _waiting.Task;

    public Task Withdrawn => _withdrawn.Task;

    public bool HasPassed { get; private set; }

    public GateVerdict Judge(ReadOnlySpan<byte> text, bool isWhole, long length) => GateVerdict.Wait;

    public async ValueTask<GateVerdict> WaitAsync(CancellationToken cancellationToken)
    {
        _waiting.SetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return GateVerdict.Pass;
    }

    public bool Passes()
    {
        HasPassed = true;
        return true;
    }

    public ValueTask WithdrawAsync()
    {
        _withdrawn.SetResult();
        return ValueTask.CompletedTask;
    }

    public void WriteError(IBufferWriter<byte> output, GatewayError error)
    {
    }
}
