namespace InfusionTracker.Domain.Monitoring;

/// <summary>Parts of a session that a protocol speaks of.</summary>
public enum SessionPhase
{
    BeforeStart,
    Infusion,
    AfterEnd,
}

/// <summary>Words of protocols as callers write them.</summary>
public static class ProtocolWords
{
    public const string BeforeStart = "before-start";
    public const string Infusion = "infusion";
    public const string AfterEnd = "after-end";
    public const string Start = "start";
    public const string End = "end";

    /// <summary>The phase that a word means; null for any other word.</summary>
    public static SessionPhase? ParsePhase(string word) => word switch
    {
        BeforeStart => SessionPhase.BeforeStart,
        Infusion => SessionPhase.Infusion,
        AfterEnd => SessionPhase.AfterEnd,
        _ => null,
    };

    /// <summary>Whether a reading stands so to a value; null for a word that is none of <c>= &lt; &lt;= &gt; &gt;=</c>.</summary>
    public static bool? Holds(string op, decimal reading, decimal value) => op switch
    {
        "=" => reading == value,
        "<" => reading < value,
        "<=" => reading <= value,
        ">" => reading > value,
        ">=" => reading >= value,
        _ => null,
    };
}
