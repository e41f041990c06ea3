using Gateway.Policies.Budgets;
using Gateway.Policies.Usage;
using Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Budgets;

internal static class BudgetServices
{
    /// <summary>What keys and teams may spend; needs the storage.</summary>
    public static IServiceCollection AddBudgets(this IServiceCollection services)
    {
        services.TryAddSingleton<BudgetBook>();
        services.TryAddSingleton<BudgetMetrics>();
        services.TryAddSingleton<BudgetGuard>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IUsageSink, BudgetSink>());
        services.AddHostedService<SpendingKeeper>();
        return services;
    }

    /// <summary>Refuses what no budget pays for; must stand before admission.</summary>
    public static IApplicationBuilder UseBudgets(this IApplicationBuilder app) => app.UseMiddleware<BudgetMiddleware>().UsePassed(Stage.Budgets);

    /// <summary>Ties what a call counts for to its usage record; must stand behind admission.</summary>
    public static IApplicationBuilder UseBudgetNames(this IApplicationBuilder app) => app.UseMiddleware<BudgetNameMiddleware>();
}
