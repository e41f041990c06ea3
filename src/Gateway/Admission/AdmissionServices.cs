using Gateway.Errors;
using Gateway.Policies.Admission;
using Gateway.Policies.Errors;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway.Admission;

internal static class AdmissionServices
{
    public static IServiceCollection AddAdmission(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<AdmissionOptions>().BindConfiguration(AdmissionOptions.Section);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AdmissionOptions>, AdmissionOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AdmissionOptions>, AdmissionOptionsRules>());
        services.TryAddSingleton<AdmissionMetrics>();
        services.TryAddSingleton(provider => new MemoryAdmissionStore(provider.GetRequiredService<IOptions<AdmissionOptions>>().Value.Rules, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IAdmissionStore>(provider => provider.GetRequiredService<MemoryAdmissionStore>());
        services.TryAddSingleton<IAdmissionView>(provider => provider.GetRequiredService<MemoryAdmissionStore>());
        services.TryAddSingleton<CapacityLimiter>();

        services.AddRateLimiter(static _ => { });
        services.AddOptions<RateLimiterOptions>().Configure<CapacityLimiter>(static (limiter, capacity) =>
        {
            limiter.GlobalLimiter = capacity;
            limiter.OnRejected = static (rejected, _) => new(RefuseAsync(rejected));
        });
        return services;
    }

    /// <summary>Asks for the request's part of the plan, waits its turn, and gives it back at the end.</summary>
    public static IApplicationBuilder UseAdmission(this IApplicationBuilder app) =>
        app.UseRateLimiter().UseMiddleware<AdmissionMiddleware>();

    private static Task RefuseAsync(OnRejectedContext rejected) =>
        rejected.Lease.TryGetMetadata(RefusedLease.Error, out var error) && error is GatewayError known
            ? ErrorResponseWriter.WriteAsync(rejected.HttpContext, known)
            : throw new InvalidOperationException("A lease was refused without a reason.");
}
