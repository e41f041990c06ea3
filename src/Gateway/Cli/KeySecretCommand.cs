using System.CommandLine;
using Gateway.Policies.Keys;
using Gateway.Storage;

namespace Gateway.Cli;

/// <summary>The verbs for keys that are declared in the settings: <c>keys secret</c> and <c>keys hash</c>.</summary>
internal static class KeySecretCommand
{
    /// <summary>Makes a secret and stores nothing.</summary>
    public static Command CreateSecret()
    {
        var output = OutputOption.Create();
        var command = new Command("secret", "Print a new secret for a key that is declared in the settings; nothing is stored.") { output };
        command.SetAction(async (parsed, _) =>
        {
            await OutputOption.WriteAsync(parsed.InvocationConfiguration.Output, parsed.GetValue(output), "secret", VirtualKeySecret.Create());
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Hashes a secret under the pepper in force.</summary>
    public static Command CreateHash(AdminVerb verb) => verb.AddLocal(
        new("hash", "Read a secret from standard input and print what Gateway:Keys:Items:N:SecretHash takes."),
        async (context, services) =>
        {
            var secret = (await Console.In.ReadLineAsync(context.CancellationToken))?.Trim() ?? "";
            var database = services.GetRequiredService<GatewayDatabase>();
            var peppers = services.GetRequiredService<PepperSource>();
            try
            {
                var pepper = await database.WriteAsync(
                    async session =>
                    {
                        var inForce = await peppers.CreateAsync(session);
                        await session.CommitAsync();
                        return inForce;
                    },
                    context.CancellationToken);
                if (secret.Length < 20 || !pepper.Hasher.TryHash(secret, out var hash))
                {
                    await context.Error.WriteLineAsync("A secret has 20 to 128 characters; 'gateway keys secret' makes a good one.");
                    return ExitCode.Usage;
                }
                await OutputOption.WriteAsync(context.Output, context.Format, "secretHash", Convert.ToHexStringLower(hash.ToBytes()));
                return ExitCode.Ok;
            }
            catch (DatabaseUnavailableException exception)
            {
                await context.Error.WriteLineAsync(exception.Message);
                return ExitCode.Unavailable;
            }
        });
}
