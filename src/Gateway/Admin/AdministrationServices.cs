using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Admin;

internal static class AdministrationServices
{
    /// <summary>Administration on the database; needs <see cref="Storage.StorageServices.AddStorage"/>.</summary>
    public static IServiceCollection AddAdministration(this IServiceCollection services)
    {
        services.TryAddSingleton<AdminTransactions>();
        services.TryAddSingleton<IKeyAdministration, KeyAdministration>();
        services.TryAddSingleton<ITeamAdministration, TeamAdministration>();
        return services;
    }
}
