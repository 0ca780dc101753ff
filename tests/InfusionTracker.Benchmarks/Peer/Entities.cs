namespace InfusionTracker.Benchmarks.Peer;

/// <summary>What every table has.</summary>
public abstract class Entity
{
    public Guid ClinicId { get; set; }

    public Guid Id { get; set; }

    public int Version { get; set; } = 1;

    public string Status { get; set; } = "final";

    public string? Reason { get; set; }

    public DateTime RecordedAt { get; set; }

    public Guid? RecordedBy { get; set; }

    public DateTime CreatedAt { get; set; }
}

public sealed class Session : Entity
{
    public Guid PatientId { get; set; }

    public string Indication { get; set; } = "";

    public string Medication { get; set; } = "";

    public string Route { get; set; } = "";

    public string? Protocol { get; set; }

    public decimal? WeightKg { get; set; }

    public decimal? PlannedDoseMgPerKg { get; set; }

    public TimeSpan? PlannedDuration { get; set; }

    public DateTime? ScheduledAt { get; set; }

    public string? DeclaredEnd { get; set; }

    public DateTime? StartedAt { get; set; }

    public DateTime? EndedAt { get; set; }

    public Guid? ReenteredAs { get; set; }
}

public sealed class InfusionEvent : Entity
{
    public Guid SessionId { get; set; }

    public string Type { get; set; } = "";

    public DateTime OccurredAt { get; set; }

    public string Performer { get; set; } = "";

    public decimal? RateValue { get; set; }

    public string? RateUnit { get; set; }
}

public sealed class Observation : Entity
{
    public Guid SessionId { get; set; }

    public string Code { get; set; } = "";

    public decimal? Value { get; set; }

    public string? Unit { get; set; }

    public decimal? CanonicalValue { get; set; }

    public string? CanonicalUnit { get; set; }

    public string? Interpretation { get; set; }

    public DateTime ObservedAt { get; set; }

    public string Performer { get; set; } = "";

    public Guid? ReenteredAs { get; set; }
}

public sealed class Score : Entity
{
    public Guid PatientId { get; set; }

    public string Instrument { get; set; } = "";

    public string? Form { get; set; }

    public DateTime AssessedAt { get; set; }

    public decimal? Total { get; set; }
}
