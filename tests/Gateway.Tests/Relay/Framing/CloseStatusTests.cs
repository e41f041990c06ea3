using System.Buffers.Binary;

namespace Gateway.Relay.Framing;

public sealed class CloseStatusTests
{
    [Theory]
    [InlineData(1000), InlineData(1001), InlineData(1002), InlineData(1003), InlineData(1007), InlineData(1008)]
    [InlineData(1009), InlineData(1010), InlineData(1011), InlineData(1012), InlineData(1013), InlineData(1014)]
    [InlineData(3000), InlineData(3999), InlineData(4000), InlineData(4999)]
    public void Read_ACodeWithAMeaning_IsTaken(int code)
    {
        Assert.Equal(FrameFault.None, CloseStatus.Read(Payload(code, "ok"), out var status));
        Assert.Equal(code, status.Code);
    }

    [Theory]
    [InlineData(0), InlineData(999), InlineData(1004), InlineData(1005), InlineData(1006), InlineData(1015)]
    [InlineData(1016), InlineData(1100), InlineData(2000), InlineData(2999), InlineData(5000), InlineData(65535)]
    public void Read_ACodeThatMustNotBeSent_IsAFault(int code) =>
        Assert.Equal(FrameFault.CloseCode, CloseStatus.Read(Payload(code, ""), out _));

    [Fact]
    public void Read_NoPayload_IsACloseWithoutACode()
    {
        Assert.Equal(FrameFault.None, CloseStatus.Read([], out var status));
        Assert.Equal(CloseStatus.None, status.Code);
    }

    [Fact]
    public void Read_OneByte_IsAFault() => Assert.Equal(FrameFault.CloseLength, CloseStatus.Read([3], out _));

    [Fact]
    public void Read_AReasonThatIsNotUtf8_IsAFault() =>
        Assert.Equal(FrameFault.CloseReason, CloseStatus.Read([0x03, 0xE8, 0xCE, 0xBA, 0xED, 0xA0, 0x80], out _));

    private static byte[] Payload(int code, string reason)
    {
        var bytes = new byte[2 + reason.Length];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)code);
        System.Text.Encoding.ASCII.GetBytes(reason, bytes.AsSpan(2));
        return bytes;
    }
}
