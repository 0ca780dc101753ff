namespace InfusionTracker.LocalPostgres;

/// <summary>The private PostgreSQL could not be had. The message is written for the person at the keyboard: what
/// happened, where, and what to do about it.</summary>
public sealed class LocalClusterException : Exception
{
    /// <summary>Creates the error from one finished message.</summary>
    public LocalClusterException(string message) : base(message)
    {
    }

    /// <summary>Creates the error from one finished message and what caused it.</summary>
    public LocalClusterException(string message, Exception inner) : base(message, inner)
    {
    }
}
