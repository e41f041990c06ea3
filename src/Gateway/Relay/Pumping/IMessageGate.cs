using System.Buffers;
using Gateway.Policies.Errors;

namespace Gateway.Relay.Pumping;

/// <summary>
/// Judges the text messages of a client before they go on: one for each session, used by its pump alone, one message
/// after another.
/// </summary>
internal interface IMessageGate
{
    /// <summary>Judges a message by what it says.</summary>
    /// <param name="text">The unmasked payload, or its beginning; not kept.</param>
    /// <param name="isWhole">False for the beginning of a message too long to be held.</param>
    /// <param name="length">Bytes of the whole message, as far as its headers have announced them.</param>
    GateVerdict Judge(ReadOnlySpan<byte> text, bool isWhole, long length);

    /// <summary>Waits for the turn of the message judged last; <see cref="Passes"/> or <see cref="WithdrawAsync"/> follows.</summary>
    /// <param name="cancellationToken">Cancelled when its client leaves.</param>
    /// <returns>Whether it goes on or is refused.</returns>
    /// <exception cref="OperationCanceledException">The client left.</exception>
    ValueTask<GateVerdict> WaitAsync(CancellationToken cancellationToken);

    /// <summary>The message judged last goes on now.</summary>
    /// <returns>False: it does not, because its session is over; <see cref="WithdrawAsync"/> follows.</returns>
    bool Passes();

    /// <summary>The message that waited does not go on after all: what was taken for it is given back.</summary>
    ValueTask WithdrawAsync();

    /// <summary>Writes the error frame for the message judged last (waves-api 3.3).</summary>
    void WriteError(IBufferWriter<byte> output, GatewayError error);
}
