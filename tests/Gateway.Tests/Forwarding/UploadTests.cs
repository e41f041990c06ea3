using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using Gateway.Policies.Contracts;
using Gateway.RequestPath;

namespace Gateway.Forwarding;

/// <summary>
/// Uploads of the largest size: bytes pass, memory does not grow with them, and what is larger is refused. Alone in the
/// process while it runs, because it measures what the process allocates.
/// </summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class UploadTests(RawFixture fixture) : IClassFixture<RawFixture>
{
    private const long Largest = ContractLimits.MaxAudioUploadBytes;

    /// <summary>Some of the body is allocated by the test itself and by the runtime; a held body would be all of it.</summary>
    private const long Tolerated = Largest / 10;

    [Theory]
    [InlineData("/waves/v1/stt/?model=pulse&language=en")]
    [InlineData("/waves/v1/pulse/get_text?language=en")]
    public async Task Upload_OfTheLargestSize_PassesWithoutBeingHeld(string target)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var (sent, got, answer) = await UploadAsync(target, $"Content-Length: {Largest}", Largest);

        Assert.Equal(200, answer.Status);
        Assert.Equal(sent, got);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, Tolerated);
    }

    [Theory]
    [InlineData("/waves/v1/stt/?model=pulse&language=en", 413, """{"error":"File size exceeds maximum limit of 250MB.","request_id":"<id>"}""")]
    [InlineData("/waves/v1/pulse/get_text?language=en", 400, """{"errors":"Audio data too large","status":"error","message":"Error handling audio data"}""")]
    public async Task Upload_AnnouncedAsTooLarge_IsRefusedUnread(string target, int status, string body)
    {
        await using var client = await fixture.Gateway.ConnectRawAsync();
        var connections = fixture.Upstream.Connections;
        await client.SendAsync($"POST {target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fixture.Gateway.Secret}\r\nContent-Type: audio/wav\r\nContent-Length: {Largest + 1}\r\n\r\n");

        var answer = await client.ReadAsync();

        Assert.Equal(status, answer.Status);
        Assert.Equal(body.Replace("<id>", answer.Header("X-Request-Id"), StringComparison.Ordinal), answer.Text);
        Assert.Equal(connections, fixture.Upstream.Connections);
    }

    [Fact]
    public async Task Upload_ThatGrowsTooLarge_IsRefusedAndCutUpstream()
    {
        await using var client = await fixture.Gateway.ConnectRawAsync();
        await client.SendAsync($"POST /waves/v1/stt/?model=pulse&language=en HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fixture.Gateway.Secret}\r\nContent-Type: audio/wav\r\nTransfer-Encoding: chunked\r\n\r\n");
        var answering = client.ReadAsync();
        var sending = SendChunksAsync(client, Largest + 1024 * 1024);
        using var exchange = await fixture.Upstream.NextAsync();
        await exchange.WaitForEndAsync();

        var answer = await answering;

        Assert.Equal(413, answer.Status);
        Assert.Equal("body_too_large", answer.Header("X-Gateway-Error"));
        await sending;
    }

    /// <summary>Uploads without holding anything itself, and hashes on both sides.</summary>
    private async Task<(string Sent, string Got, RawMessage Answer)> UploadAsync(string target, string framing, long length)
    {
        await using var client = await fixture.Gateway.ConnectRawAsync();
        await client.SendAsync($"POST {target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fixture.Gateway.Secret}\r\nContent-Type: audio/wav\r\n{framing}\r\n\r\n");
        var receiving = ReceiveAsync(length);

        using var sent = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = RandomNumberGenerator.GetBytes(64 * 1024);
        for (var left = length; left > 0; left -= piece.Length)
        {
            var count = (int)Math.Min(left, piece.Length);
            // Every piece differs from the last, so that a repeated or swapped one shows.
            piece[0]++;
            sent.AppendData(piece, 0, count);
            await client.SendAsync(piece.AsMemory(0, count));
        }
        var got = await receiving;
        return (Convert.ToHexString(sent.GetHashAndReset()), got, await client.ReadAsync());
    }

    private async Task<string> ReceiveAsync(long length)
    {
        using var exchange = await fixture.Upstream.NextAsync();
        Assert.Equal(length.ToString(CultureInfo.InvariantCulture), exchange.Request.Header("Content-Length"));
        using var got = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        for (var left = length; left > 0;)
        {
            var count = await exchange.Stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), Patience.Token);
            Assert.NotEqual(0, count);
            got.AppendData(buffer, 0, count);
            left -= count;
        }
        ArrayPool<byte>.Shared.Return(buffer);
        await exchange.AnswerAsync(200, "{}");
        return Convert.ToHexString(got.GetHashAndReset());
    }

    private static async Task SendChunksAsync(RawClient client, long length)
    {
        var chunk = new byte[64 * 1024];
        try
        {
            for (var left = length; left > 0; left -= chunk.Length)
            {
                await client.SendAsync("10000\r\n");
                await client.SendAsync(chunk);
                await client.SendAsync("\r\n");
            }
        }
        catch (IOException e) when (e.InnerException is SocketException)
        {
            // The gateway has stopped reading what it will not take.
        }
    }
}
