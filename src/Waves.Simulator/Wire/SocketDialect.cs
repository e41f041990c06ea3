using Waves.Simulator.Limits;

namespace Waves.Simulator.Wire;

/// <summary>HTTP answers to handshakes that never become sockets (contract 3.3).</summary>
internal sealed class SocketDialect : Dialect
{
    public static SocketDialect Instance { get; } = new();

    public override object Unauthorized(Call call, bool hasKey) => PulseDialect.Instance.Unauthorized(call, hasKey);

    public override object Refused(Call call, RefusalReason reason) => TtsDialect.Instance.Refused(call, reason);

    public override object Other(Call call, int status) => PlainDialect.Instance.Other(call, status);
}
