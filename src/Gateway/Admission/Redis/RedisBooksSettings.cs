namespace Gateway.Admission.Redis;

/// <summary>What every script call says about this replica.</summary>
/// <param name="Replica">Name, a slash, and what tells this process from an earlier one of that name.</param>
/// <param name="WindowMilliseconds">How long a request counts.</param>
/// <param name="LifetimeMilliseconds">How long a lease lives unrenewed.</param>
/// <param name="SilenceMilliseconds">After so long without a sign of life a replica's waiters are passed over.</param>
/// <param name="SettleMilliseconds">How long all replicas together need to bring what they hold to new books.</param>
/// <param name="TurnsBeforeBatch">Interactive turns in a row before batch has one.</param>
internal sealed record RedisBooksSettings(
    string Replica, long WindowMilliseconds, long LifetimeMilliseconds, long SilenceMilliseconds, long SettleMilliseconds, int TurnsBeforeBatch);
