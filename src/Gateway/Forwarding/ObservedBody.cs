using System.Buffers;
using System.Text;
using Gateway.Admission;
using Gateway.Edge;
using Gateway.Metering;
using Gateway.Policies.Admission;
using Gateway.Policies.Errors;
using Gateway.Routing;

namespace Gateway.Forwarding;

/// <summary>
/// The body of an upstream's answer on its way to the caller, byte for byte. It sees the end before the caller can: there
/// the slot is given back. An event stream that breaks is ended by an error event in the endpoint's dialect and never by
/// its terminator (waves-api 5.1, 5.2); any other body that breaks stays visibly broken.
/// </summary>
internal sealed class ObservedBody(Stream inner, long? announced, HttpContext context, bool takesEvents) : Stream
{
    /// <summary>What is read of a refusal.</summary>
    private const int LearnedBytes = 1024;

    private readonly IUsageFeature? _usage = context.Find<IUsageFeature>();
    private long _seen;
    private byte _last = (byte)'\n';
    private byte _lastButOne = (byte)'\n';
    private bool _ended;
    private bool _isRefusal = context.Response.StatusCode == StatusCodes.Status429TooManyRequests;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!_ended)
        {
            var passes = await ReadAndObserveAsync(buffer, cancellationToken);
            // All of a read may be withheld, which is no end.
            if (passes > 0 || buffer.IsEmpty)
                return passes;
        }
        return 0;
    }

    private async ValueTask<int> ReadAndObserveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var held = buffer.IsEmpty ? 0 : _usage?.TakeHeld(buffer.Span) ?? 0;
        int read;
        try
        {
            read = await inner.ReadAsync(buffer[held..], cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException && !context.RequestAborted.IsCancellationRequested)
        {
            await EndAsync(whole: false);
            context.Keep(new BrokenStream(e));
            if (!takesEvents)
                throw;
            await SayItBrokeAsync(e is OperationCanceledException);
            return 0;
        }
        _seen += read;
        _usage?.Passes(buffer.Span.Slice(held, read));
        if (_isRefusal && read > 0)
            await LearnAsync(buffer.Slice(held, read));
        var passes = read;
        if (!buffer.IsEmpty && _usage is { Withholds: true })
            passes = _usage.Withhold(buffer.Span[..(held + read)], isEnd: read == 0);
        if (takesEvents && passes > 0)
            (_lastButOne, _last) = (passes > 1 ? buffer.Span[passes - 2] : _last, buffer.Span[passes - 1]);
        // A caller that counts knows the end with the last announced byte; any other only with what follows our return.
        if (read == 0 && buffer.Length > 0 || _seen == announced)
            await EndAsync(whole: true);
        return passes;
    }

    /// <summary>The first words of a refusal say which limit the upstream means.</summary>
    private async ValueTask LearnAsync(ReadOnlyMemory<byte> words)
    {
        _isRefusal = false;
        if (context.Find<IAdmissionFeature>() is not { } admission)
            return;
        var limit = UpstreamShield.LimitIn(Encoding.Latin1.GetString(words.Span[..Math.Min(words.Length, LearnedBytes)]));
        await context.RequestServices.GetRequiredService<UpstreamShield>().RefusedAsync(admission.Request, limit ?? LimitKind.Slots);
    }

    /// <summary>First the slot, then the record of what was used.</summary>
    private async ValueTask EndAsync(bool whole)
    {
        _ended = true;
        if (context.Find<IAdmissionFeature>() is { } admission)
            await admission.ReleaseAsync();
        _usage?.Over(whole);
    }

    /// <summary>Written past the forwarder, whose own token may be the one that ran out.</summary>
    private async ValueTask SayItBrokeAsync(bool timedOut)
    {
        var dialect = context.Find<IContractFeature>()!.Contract.Dialect;
        var said = new ArrayBufferWriter<byte>(256);
        // It may have broken inside an event; a blank line keeps ours apart.
        if (_last != '\n' || _lastButOne != '\n')
            said.Write("\n\n"u8);
        dialect.WriteEvent(said, timedOut ? GatewayErrors.UpstreamTimeout : GatewayErrors.UpstreamBroke, SentId());
        await context.Response.Body.WriteAsync(said.WrittenMemory, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    /// <summary>The id that the head of this answer carries: the upstream's own where it gave one (waves-api 3.2).</summary>
    private string SentId() => context.Response.Headers["X-Request-Id"] is [{ Length: > 0 } sent] ? sent : RequestId.Of(context);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
