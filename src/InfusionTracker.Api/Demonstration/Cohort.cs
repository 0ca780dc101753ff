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
}
