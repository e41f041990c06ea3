using System.Buffers;
using System.Text;

namespace Gateway.Policies.Errors;

/// <summary>What a dialect writes, as text.</summary>
internal static class Wording
{
    public const string RequestId = "adc767c9-b58e-4acd-aa63-b34c88d6067b";

    public static string BodyOf(this ErrorDialect dialect, GatewayError error)
    {
        var output = new ArrayBufferWriter<byte>();
        dialect.WriteBody(output, error, RequestId);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static string FrameOf(this ErrorDialect dialect, GatewayError error, FrameEcho echo = default)
    {
        var output = new ArrayBufferWriter<byte>();
        dialect.WriteFrame(output, error, echo);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static string EventOf(this ErrorDialect dialect, GatewayError error)
    {
        var output = new ArrayBufferWriter<byte>();
        dialect.WriteEvent(output, error, RequestId);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
