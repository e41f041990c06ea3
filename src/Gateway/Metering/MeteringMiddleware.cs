using Gateway.Caller;
using Gateway.Edge;
using Gateway.Policies.Contracts;
using Gateway.Relay;
using Gateway.Routing;
using Microsoft.Extensions.Options;

namespace Gateway.Metering;

/// <summary>
/// Around admission: what leaves it was admitted or not, and has given its slot back. Whatever no other stage has seen the
/// end of is written down here, on every way a request can end.
/// </summary>
internal sealed class MeteringMiddleware(RequestDelegate next, UsageRecorder recorder, RelayMetrics metrics, TimeProvider time, IOptions<MeteringOptions> options)
{
    private readonly bool _isEnabled = options.Value.Enabled;

    public Task InvokeAsync(HttpContext context) =>
        _isEnabled
        && context.Find<IContractFeature>() is { Served: { LimitGroup: not LimitGroup.None } served }
        // A TTS socket is no piece of work; its syntheses are (waves-api 4.1).
        && served.Socket is not SocketProtocol.Tts
        && context.Find<ICallerFeature>() is not null
            ? MeterAsync(context)
            : next(context);

    private async Task MeterAsync(HttpContext context)
    {
        var meter = new CallMeter(context, recorder, metrics, time);
        context.Keep<IUsageFeature>(meter);
        try
        {
            await next(context);
        }
        finally
        {
            meter.Close();
        }
    }
}
