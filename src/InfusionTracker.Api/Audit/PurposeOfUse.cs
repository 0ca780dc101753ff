using System.Collections.Frozen;
using InfusionTracker.Api.Platform;

namespace InfusionTracker.Api.Audit;

/// <summary>
/// What records are read for: the header <c>Purpose-Of-Use</c>, a code of the value set HL7 v3 PurposeOfUse
/// (http://terminology.hl7.org/ValueSet/v3-PurposeOfUse). Where the caller does not say, nothing is assumed.
/// </summary>
/// <param name="Code">The code, e.g. <c>TREAT</c>; null where the caller did not say.</param>
/// <param name="Reason">Why, in the caller's words (<c>Purpose-Of-Use-Reason</c>).</param>
public readonly record struct PurposeOfUse(string? Code, string? Reason)
{
    public const string Header = "Purpose-Of-Use";
    public const string ReasonHeader = "Purpose-Of-Use-Reason";
    public const int MaxReasonLength = 500;

    /// <summary>Access in an emergency: emergency treatment, and breaking the glass, which HL7 places under it.</summary>
    private static readonly FrozenSet<string> Emergencies = FrozenSet.Create("ETREAT", "BTG");

    /// <summary>The codes of the value set.</summary>
    public static readonly FrozenSet<string> Codes = FrozenSet.Create(
        "PurposeOfUse",
        "HMARKT",
        "HOPERAT", "CAREMGT", "DONAT", "FRAUD", "GOV", "HACCRED", "HCOMPL", "HDECD", "HDIRECT", "HDM", "HLEGAL", "HOUTCOMS", "HPRGRP",
        "HQUALIMP", "HSYSADMIN", "LABELING", "METAMGT", "MEMADMIN", "MILCDM", "PATADMIN", "PATSFTY", "PERFMSR", "RECORDMGT", "SYSDEV",
        "HTEST", "TRAIN",
        "HPAYMT", "CLMATTCH", "COVAUTH", "COVERAGE", "ELIGDTRM", "ELIGVER", "ENROLLM", "MILDCRG", "REMITADV",
        "HRESCH", "BIORCH", "CLINTRCH", "CLINTRCHNPC", "CLINTRCHPC", "PRECLINTRCH", "DSRCH", "POARCH", "TRANSRCH",
        "PATRQT", "FAMRQT", "PWATRNY", "SUPNWK",
        "PUBHLTH", "DISASTER", "THREAT",
        "TREAT", "CLINTRL", "COC", "ETREAT", "BTG", "ERTREAT", "POPHLTH");

    /// <summary>True where the access must be looked into afterwards.</summary>
    public bool IsEmergency => Code is not null && Emergencies.Contains(Code);

    /// <param name="code">The header Purpose-Of-Use; null where it was not sent.</param>
    /// <param name="reason">The header Purpose-Of-Use-Reason; null where it was not sent.</param>
    /// <exception cref="ProblemException">400: the code is not known, or an emergency has no reason.</exception>
    public static PurposeOfUse Of(string? code, string? reason)
    {
        if (code is not null && !Codes.Contains(code))
        {
            throw new ProblemException(Problem.BadParameter(Header, "Send a code of HL7 v3 PurposeOfUse, e.g. TREAT, HOPERAT, HRESCH, ETREAT."));
        }

        var purpose = new PurposeOfUse(code, reason);
        return purpose.IsEmergency && string.IsNullOrWhiteSpace(reason)
            ? throw new ProblemException(Problem.BadParameter(ReasonHeader, "Access in an emergency needs a reason: say why in this header."))
            : purpose;
    }
}
