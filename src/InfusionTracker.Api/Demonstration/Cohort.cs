using NodaTime;

namespace InfusionTracker.Api.Demonstration;

/// <summary>
/// The invented cohort: for one design, seed and reference time always the same requests, on every machine. It knows no
/// clock, database or network.
/// </summary>
public sealed class Cohort(CohortDesign design, ulong seed, Instant reference)
{
    /// <summary>The cohort of this build's design.</summary>
    /// <param name="reference">The time that the cohort lies before: when it was first filled in.</param>
    public static Cohort Of(Instant reference)
    {
        var design = CohortDesign.Load();
        return new Cohort(design, design.Seed, reference);
    }

    public CohortDesign Design => design;

    /// <summary>Id of a clinic, by its position in the design.</summary>
    public static Guid ClinicId(CohortDesign design, int clinic) => Draws.Of(design.Seed, clinic, 0).Id();

    /// <summary>The stories of every patient, those of the clinics by turns, made as they are asked for.</summary>
    public IEnumerable<PatientStory> Stories()
    {
        for (var number = 1; number <= design.Clinics.Max(c => c.Patients); number++)
        {
            for (var clinic = 0; clinic < design.Clinics.Count; clinic++)
            {
                if (number <= design.Clinics[clinic].Patients)
                {
                    yield return new PatientChart(design, clinic, number, Draws.Of(seed, clinic, number), reference).Write();
                }
            }
        }
    }

    /// <summary>
    /// The stories in the order in which whoever looks on wants them: first some that came to a session, the example in front
    /// of them, then all others.
    /// </summary>
    public (IReadOnlyList<PatientStory> First, IEnumerable<PatientStory> Others) InOrder(int first)
    {
        var made = new List<PatientStory>();
        foreach (var story in Stories())
        {
            made.Add(story);
            if (made.Exists(s => s.IsExample) && made.Count(s => s.FirstSessionId is not null) >= first)
            {
                break;
            }
        }

        List<PatientStory> chosen =
            [.. made.Where(s => s.FirstSessionId is not null).OrderByDescending(s => s.PatientId == made.Find(m => m.IsExample)?.PatientId).Take(first)];
        return (chosen, made.Where(s => !chosen.Contains(s)).Concat(Stories().Skip(made.Count)));
    }
}
