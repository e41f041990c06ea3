using System.Buffers;
using Gateway.Admission;
using Gateway.Relay.Conversations;
using Gateway.Relay.Dialling;
using Gateway.Relay.Sessions;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway.Relay;

internal static class RelayServices
{
    public static IServiceCollection AddRelay(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<RelayOptions>().BindConfiguration(RelayOptions.Section);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RelayOptions>, RelayOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RelayOptions>, RelayTimesValidator>());
        // The host waits for the sockets as long as they were promised, and then for the rest of the work.
        services.AddOptions<HostOptions>().PostConfigure<IOptions<RelayOptions>>(static (host, relay) =>
        {
            var needed = relay.Value.DrainTimeout + relay.Value.CloseTimeout + TimeSpan.FromSeconds(5);
            if (host.ShutdownTimeout < needed)
                host.ShutdownTimeout = needed;
        });
        services.TryAddSingleton(ArrayPool<byte>.Shared);
        services.TryAddSingleton<IRelayObserver, NoObserver>();
        services.TryAddSingleton<RelayMetrics>();
        services.TryAddSingleton<RelaySessions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILiveWork, LiveSyntheses>());
        services.TryAddSingleton<UpstreamDial>();
        services.TryAddSingleton<ConversationFactory>();
        services.TryAddSingleton<RelayEndpoint>();
        services.TryAddSingleton<SessionRights>();
        services.AddHostedService(provider => provider.GetRequiredService<SessionRights>());
        services.AddHostedService<SessionBudgets>();
        services.AddHostedService<RelayClock>();
        services.AddHostedService<RelayDrain>();
        return services;
    }
}
