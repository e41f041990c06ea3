using Gateway.Errors;
using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;
using Gateway.Policies.Keys;
using Gateway.Routing;
using Microsoft.Extensions.Options;

namespace Gateway.Caller;

/// <summary>Finds the virtual key of a call and whether it may use the endpoint. No I/O: keys are read from a snapshot.</summary>
internal sealed class CallerMiddleware
{
    private static readonly GatewayError KeysNotRead = new(ErrorKind.Unavailable, "The gateway has not read its keys yet. Retry in 1 s.") { RetryAfter = TimeSpan.FromSeconds(1) };

    private readonly RequestDelegate _next;
    private readonly IVirtualKeyDirectory _directory;
    private readonly TimeProvider _time;
    private readonly ILogger<CallerMiddleware> _logger;
    private readonly CallerFeature? _anonymous;

    public CallerMiddleware(RequestDelegate next, IVirtualKeyDirectory directory, TimeProvider time, IOptions<CallerOptions> options, ILogger<CallerMiddleware> logger)
    {
        (_next, _directory, _time, _logger) = (next, directory, time, logger);
        if (options.Value.AllowAnonymous)
            _anonymous = new CallerFeature(new VirtualKey { Id = "anonymous", Name = "anonymous", Team = options.Value.AnonymousTeam });
    }

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IContractFeature>() is not { Contract: var contract } || contract.KeyPlaces is KeyPlaces.None)
            return _next(context);

        var presented = context.Features.Get<PresentedKey>()!;
        if (presented.IsAmbiguous)
            return RefuseAsync(context, contract, ErrorKind.UnknownKey);
        if (presented.At(contract.KeyPlaces) is not { } secret)
        {
            if (_anonymous is null)
                return RefuseAsync(context, contract, ErrorKind.MissingKey);
            context.Features.Set<ICallerFeature>(_anonymous);
            return _next(context);
        }
        var keys = _directory.Current;
        if (Find(keys, secret.Reveal()) is not { } key)
        {
            // Clients take 401 as final; while the keys have not been read, nobody is unknown yet.
            return keys.IsComplete
                ? RefuseAsync(context, contract, ErrorKind.UnknownKey)
                : ErrorResponseWriter.WriteAsync(context, KeysNotRead);
        }

        context.Features.Set<ICallerFeature>(new CallerFeature(key));
        if (key.Scopes.Allows(contract) && key.AllowsAddress(context.Connection.RemoteIpAddress) && key.AllowsOrigin(context.Request.Headers.Origin))
            return _next(context);
        _logger.OutOfScope(contract.Id, key.Id);
        return ErrorResponseWriter.WriteAsync(context, GatewayErrors.ForbiddenEndpoint(contract));
    }

    /// <summary>The active key of a secret. What looks like one of ours is checked for typos first.</summary>
    private VirtualKey? Find(VirtualKeySnapshot keys, string secret)
    {
        if (secret.StartsWith(VirtualKeySecret.Prefix, StringComparison.Ordinal) && !VirtualKeySecret.IsWellFormed(secret))
            return null;
        return keys.Find(secret) is { } key && key.IsActive(_time.GetUtcNow()) ? key : null;
    }

    private Task RefuseAsync(HttpContext context, WavesContract contract, ErrorKind kind)
    {
        _logger.KeyRefused(contract.Id, ErrorCode.Of(kind));
        return ErrorResponseWriter.WriteAsync(context, kind is ErrorKind.MissingKey ? GatewayErrors.MissingKey : GatewayErrors.UnknownKey);
    }
}
