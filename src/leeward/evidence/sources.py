"""The bibliography: one name per publication, author_year, in alphabetical order (a test sorts it)."""

from leeward.evidence.source import Design, Source

ABDALLAH_2022 = Source(
    key="abdallah-2022",
    title="Dose-related effects of ketamine for antidepressant-resistant symptoms of PTSD in "
    "veterans and active-duty military, Neuropsychopharmacology 47:1574-81",
    year=2022,
    design=Design.TRIAL,
    population="veterans and active duty with PTSD",
    n=158,
    doi="10.1038/s41386-022-01266-9",
)
ABUHELWA_2022 = Source(
    key="abuhelwa-2022",
    title="Population PK/PD of racemic ketamine in treatment-resistant depression, Clin Pharmacol Ther",
    year=2022,
    design=Design.MODEL,
    population="21 adults with treatment-resistant depression",
    n=21,
    doi="10.1002/cpt.2640",
)
ACEVEDO_DIAZ_2020 = Source(
    key="acevedo-diaz-2020",
    title="Side effects of a single subanaesthetic ketamine dose",
    year=2020,
    design=Design.COHORT,
    population="163 with depression or bipolar disorder, 25 healthy",
    n=188,
    address="PMC8457026",
)
ALBOTT_2018 = Source(
    key="albott-2018",
    title="Six ketamine infusions for comorbid PTSD and treatment-resistant depression, J Clin Psychiatry 79:17m11634",
    year=2018,
    design=Design.COHORT,
    population="veterans with PTSD and treatment-resistant depression",
    n=15,
    address="psychiatrist.com/jcp/trauma/repeated-ketamine-infusions-for-comorbid-ptsd-and-trd/",
)
ALMEIDA_2024 = Source(
    key="almeida-2024",
    title="Ketamine for PTSD, review, Clin Neuropsychiatry 21:22-31",
    year=2024,
    design=Design.REVIEW,
    population="PTSD",
    address="PMID 38559428",
)
ANDRADE_2017 = Source(
    key="andrade-2017",
    title="Ketamine for depression: drug interactions, J Clin Psychiatry",
    year=2017,
    design=Design.REVIEW,
    doi="10.4088/JCP.17f11802",
)
ANDRASHKO_2020 = Source(
    key="andrashko-2020",
    title="Benzodiazepine dose and response to ketamine",
    year=2020,
    design=Design.COHORT,
    population="47 adults with depression",
    n=47,
    doi="10.3389/fpsyt.2020.00844",
)
ASA_2017 = Source(
    key="asa-2017",
    title="Preoperative fasting practice guideline, American Society of Anesthesiologists",
    year=2017,
    design=Design.GUIDELINE,
    population="adults",
    address="read on secondary pages",
)
ASRA_2018 = Source(
    key="asra-2018",
    title="Consensus on intravenous ketamine for chronic pain (ASRA, AAPM, ASA), Reg Anesth Pain Med 43:521",
    year=2018,
    design=Design.GUIDELINE,
    population="chronic pain",
    doi="10.1097/AAP.0000000000000808",
)
ASRA_ACUTE_2018 = Source(
    key="asra-acute-2018",
    title="Consensus on intravenous ketamine for acute pain (ASRA, AAPM, ASA; Schwenk), Reg Anesth Pain Med",
    year=2018,
    design=Design.GUIDELINE,
    population="acute pain",
    doi="10.1097/AAP.0000000000000806",
)
AUDITC_LOINC = Source(
    key="auditc-loinc",
    title="AUDIT-C total score, LOINC 75626-2",
    year=None,
    design=Design.MANUAL,
    address="loinc.org/75626-2",
)
BARTOVA_2015 = Source(
    key="bartova-2015",
    title="Ketamine with monoamine oxidase inhibitors, Eur Neuropsychopharmacol",
    year=2015,
    design=Design.COHORT,
    doi="10.1016/j.euroneuro.2015.07.021",
)
BMI_LETTER_2019 = Source(
    key="bmi-letter-2019",
    title="Ketamine dosing weight: letter, J Clin Psychiatry",
    year=2019,
    design=Design.REVIEW,
    address="quotes the 2017 consensus",
)
BORGOGNA_2024 = Source(
    key="borgogna-2024",
    title="Ketamine for PTSD: multilevel meta-analysis, Eur J Psychotraumatol 15:2299124",
    year=2024,
    design=Design.REVIEW,
    population="6 randomised trials",
    n=221,
    doi="10.1080/20008066.2023.2299124",
)
BOWDLE_1998 = Source(
    key="bowdle-1998",
    title="Psychedelic effects of ketamine in healthy volunteers: relation to steady-state plasma concentrations",
    year=1998,
    design=Design.MODEL,
    population="healthy volunteers",
    n=10,
)
CADSS_6 = Source(
    key="cadss-6",
    title="Six-item CADSS: retrospective derivation",
    year=2021,
    design=Design.MANUAL,
    population="adults with depression",
    address="suppr.wilddata.cn/browses/detail/pubmed/33418362",
)
CADSS_MOOD = Source(
    key="cadss-mood",
    title="Dissociation scores after ketamine in mood disorders, J Affect Disord",
    year=None,
    design=Design.COHORT,
    population="mood disorders",
    n=110,
    doi="10.1016/j.jad.2017.09.023",
)
CAPS5_COPY = Source(
    key="caps5-copy",
    title="CAPS-5 scoring (copy)",
    year=None,
    design=Design.MANUAL,
    address="wiresv.netlify.app",
)
CAPS5_DIGEST = Source(
    key="caps5-digest",
    title="CAPS-5, digest of a writers' site (secondary)",
    year=None,
    design=Design.MANUAL,
    address="writers-corp.net",
)
CAPS5_WEEK_COPY = Source(
    key="caps5-week-copy",
    title="CAPS-5, past-week edition (copy)",
    year=None,
    design=Design.MANUAL,
    address="sweetstudy.com/files/caps-5-past-week-pdf-pdf",
)
CFR_1304 = Source(
    key="cfr-1304",
    title="21 CFR 1301.75, 1304.22, 1317.90, 1317.95: records and waste of controlled drugs",
    year=None,
    design=Design.REGULATION,
    address="ecfr mirrors",
)
CLEMENTS_1981 = Source(
    key="clements-1981",
    title="Pharmacokinetics and analgesic effect of ketamine in man, Br J Anaesth 53:27",
    year=1981,
    design=Design.MODEL,
    population="healthy volunteers",
    doi="10.1093/bja/53.1.27",
)
CLINCALC = Source(
    key="clincalc",
    title="Ideal body weight calculator: formulas of Devine 1974 and the usual adjustment for obesity",
    year=None,
    design=Design.PRACTICE,
    address="https://clincalc.com/Kinetics/IdealBW.aspx",
)
CLINIC_EXCLUSIONS = Source(
    key="clinic-exclusions",
    title="Exclusion pages of ketamine clinics and lay pages",
    year=None,
    design=Design.PRACTICE,
    address="carolinascenter.com; psyon.cz; biologyinsights.com",
)
CSSRS_LOINC = Source(
    key="cssrs-loinc",
    title="C-SSRS screener, example of HL7's US behavioral health profiles, with LOINC codes",
    year=None,
    design=Design.MANUAL,
    address="github.com/HL7/us-behavioral-health-profiles, C-SSRS-example-1.xml",
)
CSSRS_TRIAGE = Source(
    key="cssrs-triage",
    title="C-SSRS screener triage (copy)",
    year=None,
    design=Design.MANUAL,
    address="fdocuments.in",
)
CVACH_2014 = Source(
    key="cvach-2014",
    title="Alarm fatigue: share of non-actionable alarms (Cvach 2014)",
    year=2014,
    design=Design.REVIEW,
)
CV_741 = Source(
    key="cv-741",
    title="Cardiovascular effects of ketamine over 741 infusions",
    year=None,
    design=Design.COHORT,
    population="adults with depression",
    n=135,
    address="physiciansweekly.com summary",
)
DAHAN_2011 = Source(
    key="dahan-2011",
    title="Slow onset and offset of relief after S-ketamine: population model, Eur J Pain",
    year=2011,
    design=Design.MODEL,
    population="complex regional pain syndrome",
    n=60,
    doi="10.1016/j.ejpain.2010.06.016",
)
DAST10_LOINC = Source(
    key="dast10-loinc",
    title="DAST-10 total score, LOINC 82667-7",
    year=None,
    design=Design.MANUAL,
    address="loinc.org/82667-7",
)
DAST10_NIDA = Source(
    key="dast10-nida",
    title="DAST-10, common data elements of NIDA: interpretation",
    year=None,
    design=Design.MANUAL,
    address="cde.nida.nih.gov/node/192",
)
DAYTON_1983 = Source(
    key="dayton-1983",
    title="The binding of ketamine to plasma proteins: emphasis on human plasma, Eur J Clin Pharmacol 24:825-31",
    year=1983,
    design=Design.COHORT,
    population="human plasma in the laboratory",
    doi="10.1007/BF00607095",
)
DEA_LOSS_2023 = Source(
    key="dea-loss-2023",
    title="Reporting theft or significant loss of controlled substances, 88 FR 40707 (in force 24-Jul-2023)",
    year=2023,
    design=Design.REGULATION,
    address="federalregister.gov 2023-13085",
)
DEVINE_1974 = Source(
    key="devine-1974",
    title="Gentamicin therapy, Drug Intell Clin Pharm 8:650-5: ideal body weight",
    year=1974,
    design=Design.PRACTICE,
    address="not read; the formula as https://clincalc.com/Kinetics/IdealBW.aspx gives it",
)
DOAK_1993 = Source(
    key="doak-1993",
    title="Clonidine premedication and ketamine pressor response, Can J Anaesth",
    year=1993,
    design=Design.TRIAL,
    population="surgical patients",
    doi="10.1007/BF03009697",
)
DOMINO_1982 = Source(
    key="domino-1982",
    title="Plasma ketamine kinetics in man (three-compartment set as transcribed by stanpumpR and "
    "opentiva; 1982 or 1984 unresolved)",
    year=1982,
    design=Design.MODEL,
    population="surgical patients and volunteers",
)
DRAYNA_2012 = Source(
    key="drayna-2012",
    title="Intraocular pressure during ketamine sedation",
    year=2012,
    design=Design.COHORT,
    population="children",
    n=25,
    address="PMID 22169582",
)
DRIVE_2017 = Source(
    key="drive-2017",
    title="On-road driving after nasal esketamine",
    year=2017,
    design=Design.TRIAL,
    address="PMID 28755104",
)
DUEK_2023 = Source(
    key="duek-2023",
    title="Ketamine after memory retrieval, with exposure therapy, Neuropsychopharmacology 48:1648-58; public file",
    year=2023,
    design=Design.TRIAL,
    population="PTSD",
    n=27,
    doi="10.1038/s41386-023-01606-3",
)
EBERT_1997 = Source(
    key="ebert-1997",
    title="NMDA receptor binding of the isomers of ketamine and norketamine (Ebert)",
    year=1997,
    design=Design.MODEL,
    population="rat tissue",
    address="read in a review",
)
ED_KETAMINE_2011 = Source(
    key="ed-ketamine-2011",
    title="Emergency-department ketamine guideline, excerpt",
    year=2011,
    design=Design.GUIDELINE,
    address="read on a secondary page",
)
FANTA_2015 = Source(
    key="fanta-2015",
    title="Population pharmacokinetics of S-ketamine and norketamine in healthy volunteers after intravenous and "
    "oral dosing, Eur J Clin Pharmacol 71:441-7",
    year=2015,
    design=Design.MODEL,
    population="healthy men",
    n=11,
    doi="10.1007/s00228-015-1826-y",
)
FAVA_2018 = Source(
    key="fava-2018",
    title="Dose-ranging trial of ketamine in treatment-resistant depression, Mol Psychiatry",
    year=2018,
    design=Design.TRIAL,
    population="adults with treatment-resistant depression",
    n=99,
    doi="10.1038/s41380-018-0256-5",
)
FDA_2023 = Source(
    key="fda-2023",
    title="FDA alert on compounded ketamine for psychiatric disorders, 10 October 2023",
    year=2023,
    design=Design.REGULATION,
    address="drugs.com/fda-alerts/1411-0.html",
)
FEDER_2014 = Source(
    key="feder-2014",
    title="Efficacy of intravenous ketamine for treatment of chronic PTSD, JAMA Psychiatry 71:681-8",
    year=2014,
    design=Design.TRIAL,
    population="civilians with chronic PTSD, 18-55 years",
    n=41,
    doi="10.1001/jamapsychiatry.2014.62",
)
FEDER_2021 = Source(
    key="feder-2021",
    title="Repeated ketamine infusions for chronic PTSD, Am J Psychiatry 178:193-202",
    year=2021,
    design=Design.TRIAL,
    population="severe chronic PTSD",
    n=30,
    doi="10.1176/appi.ajp.2020.20050596",
)
FEDER_2025 = Source(
    key="feder-2025",
    title="Ketamine with written exposure therapy, J Clin Psychiatry 86:24m15622",
    year=2025,
    design=Design.COHORT,
    population="chronic PTSD",
    n=14,
    address="PMID 40215385",
)
FEDER_NEWS_2014 = Source(
    key="feder-news-2014",
    title="News report of the 2014 trial's adverse events",
    year=2014,
    design=Design.PRACTICE,
    address="bipolarnews.org",
)
GAD7_COPY = Source(
    key="gad7-copy",
    title="GAD-7 scoring (copy)",
    year=None,
    design=Design.MANUAL,
    address="form.jotform.com/221654279772061",
)
GLOBALRPH = Source(
    key="globalrph",
    title="Ideal and adjusted body weight calculator, with the background on heights below 60 inches",
    year=None,
    design=Design.PRACTICE,
    address="https://globalrph.com/medcalcs/adjusted-body-weight-ajbw-and-ideal-body-weight-ibw-calc/",
)
GLP_2024 = Source(
    key="glp-2024",
    title="Multisociety guidance on incretin drugs before anaesthesia",
    year=2024,
    design=Design.GUIDELINE,
    address="read on secondary pages",
)
GOLDWAY_2025 = Source(
    key="goldway-2025",
    title="Ketamine, pain and dissociation: individual CADSS scores, bioRxiv 2025.07.25.666594",
    year=2025,
    design=Design.COHORT,
    population="healthy adults",
    n=33,
    address="github.com/noamgoldway/ketamine-pain-dissociation @92022cd",
)
GORGES_2009 = Source(
    key="gorges-2009",
    title="Alarm delays in an intensive care unit",
    year=2009,
    design=Design.COHORT,
    population="intensive care",
    address="PMID 19372334",
)
HAGELBERG_2010 = Source(
    key="hagelberg-2010",
    title="Clarithromycin and oral S-ketamine, Eur J Pain",
    year=2010,
    design=Design.MODEL,
    population="healthy volunteers",
    doi="10.1016/j.ejpain.2009.10.003",
)
HALE_2019 = Source(
    key="hale-2019",
    title="Predictors of treatment adequacy during evidence-based psychotherapy for PTSD, Psychiatr Serv 70:367-373",
    year=2019,
    design=Design.COHORT,
    population="veterans who began cognitive processing therapy or prolonged exposure",
    n=16559,
    address="hsrd.research.va.gov citation abstract 125572",
)
HASAN_2021 = Source(
    key="hasan-2021",
    title="Enantiomers of ketamine and metabolites in volunteers, Anesthesiology 135:326",
    year=2021,
    design=Design.MODEL,
    population="healthy volunteers",
    n=15,
    doi="10.1097/ALN.0000000000003829",
)
HENTHORN_2018 = Source(
    key="henthorn-2018",
    title="Ketamine enantiomer distribution, Anesthesiology 129:260",
    year=2018,
    design=Design.MODEL,
    population="healthy volunteers",
)
HL7_PCO = Source(
    key="hl7-pco",
    title="Patient-centered outcomes guide of HL7 (STU1): LOINC codes of target measures",
    year=None,
    design=Design.MANUAL,
    address="hl7.org/fhir/us/pco/STU1/en/ValueSet-prom-target-measures.json",
)
HUMPHREY_2012 = Source(
    key="humphrey-2012",
    title="Bladder Pain/Interstitial Cystitis Symptom Score, Eur Urol 61:271",
    year=2012,
    design=Design.MANUAL,
    doi="10.1016/j.eururo.2011.10.004",
)
IDVALL_1979 = Source(
    key="idvall-1979",
    title="Ketamine infusions: pharmacokinetics and clinical effects, Br J Anaesth 51:1167",
    year=1979,
    design=Design.MODEL,
    population="people under anaesthesia",
    n=31,
    doi="10.1093/bja/51.12.1167",
)
IPF_VA = Source(
    key="ipf-va",
    title="Inventory of Psychosocial Functioning, page of the National Center for PTSD",
    year=None,
    design=Design.MANUAL,
    address="ptsd.va.gov/PTSD/professional/assessment/functioning-other/ipf_psychosocial_function.asp",
)
ISI_MAPI = Source(
    key="isi-mapi",
    title="Insomnia Severity Index: licence, Mapi Research Trust",
    year=None,
    design=Design.MANUAL,
    address="eprovide.mapi-trust.org/instruments/insomnia-severity-index",
)
ISI_VA = Source(
    key="isi-va",
    title="Insomnia Severity Index, page of My HealtheVet: scoring",
    year=None,
    design=Design.MANUAL,
    address="mhvidp-prod.myhealth.va.gov, insomnia-severity-index",
)
ISMP_1998 = Source(
    key="ismp-1998",
    title="Ketamine label misreading: tenfold overdoses, ISMP 3 June 1998",
    year=1998,
    design=Design.PRACTICE,
    address="ismp.org",
)
JANMAHASATIAN_2005 = Source(
    key="janmahasatian-2005",
    title="Quantification of lean bodyweight, Clin Pharmacokinet 44:1051-65",
    year=2005,
    design=Design.MODEL,
    population="adults of 18-82 years, 41-217 kg",
    n=373,
    doi="10.2165/00003088-200544100-00004",
)
JPN_2026 = Source(
    key="jpn-2026",
    title="Outpatient ketamine audit: escalation of care",
    year=2026,
    design=Design.COHORT,
    population="adults, Japan",
    n=296,
    doi="10.1177/25160435261466115",
)
KAMP_2020 = Source(
    key="kamp-2020",
    title="Ketamine pharmacokinetics: a systematic review of the literature, meta-analysis, and population analysis, "
    "Anesthesiology 133:1192-213",
    year=2020,
    design=Design.MODEL,
    population="adults",
    doi="10.1097/ALN.0000000000003577",
)
KAMP_2020_B = Source(
    key="kamp-2020-b",
    title="Stereoselective ketamine and metabolites, Br J Anaesth (mean curves digitised by a third party)",
    year=2020,
    design=Design.MODEL,
    population="men",
    n=20,
    doi="10.1016/j.bja.2020.06.067",
)
KAMP_2021 = Source(
    key="kamp-2021",
    title="Cardiac output and the isomers of ketamine and norketamine",
    year=2021,
    design=Design.MODEL,
    population="healthy volunteers",
    n=20,
    address="PMC8258972",
)
KAPLAN_1971 = Source(
    key="kaplan-1971",
    title="Ketamine and thyroid replacement, Anesthesiology 35:229",
    year=1971,
    design=Design.COHORT,
    population="anaesthesia",
    n=2,
    address="read on a secondary page",
)
KETALAR_CH = Source(
    key="ketalar-ch",
    title="Swiss ketamine product information 67199",
    year=None,
    design=Design.LABEL,
    address="ch.oddb.org",
)
KETALAR_UK = Source(
    key="ketalar-uk",
    title="Ketalar UK summary of product characteristics",
    year=None,
    design=Design.LABEL,
    address="rxreasoner.com/monographs/ketalar/precautions",
)
KETALAR_US = Source(
    key="ketalar-us",
    title="Ketalar US prescribing information (revised 10/2024)",
    year=2024,
    design=Design.LABEL,
    address="DailyMed mirror, medlibrary.org",
)
KETAMINE_SCREEN = Source(
    key="ketamine-screen",
    title="Ketamine in urine drug screens: clinic note",
    year=None,
    design=Design.PRACTICE,
    address="isha.health",
)
KETANEST_NO = Source(
    key="ketanest-no",
    title="Ketanest Norwegian safety text",
    year=None,
    design=Design.LABEL,
    address="pfizer.no",
)
KRYSTAL_1994 = Source(
    key="krystal-1994",
    title="Subanaesthetic ketamine in volunteers (concentrations as tabulated in Zanos 2018)",
    year=1994,
    design=Design.TRIAL,
    address="PMC6020109, table 1",
)
KURIAN_2025 = Source(
    key="kurian-2025",
    title="Cardiorespiratory simulation of ketamine, Front Physiol",
    year=2025,
    design=Design.MODEL,
    doi="10.3389/fphys.2025.1654768",
)
LEC5_COPY = Source(
    key="lec5-copy",
    title="LEC-5 (copy)",
    year=None,
    design=Design.MANUAL,
    address="proficientwriters.net/trauma-study",
)
LIFELINE_988 = Source(
    key="lifeline-988",
    title="988 Suicide & Crisis Lifeline, as the Wyoming Department of Health states it",
    year=None,
    design=Design.PRACTICE,
    population="anybody in the United States",
    address="health.wyo.gov/publichealth/prevention/wivpp/suicide-prevention/988-suicide-crisis-lifeline",
)
LUDWIG_2021 = Source(
    key="ludwig-2021",
    title="Tranylcypromine with esketamine, CNS Drugs",
    year=2021,
    design=Design.COHORT,
    population="inpatients",
    n=43,
    doi="10.1007/s40263-021-00837-6",
)
MARSHALL_2001 = Source(
    key="marshall-2001",
    title="Paroxetine for chronic PTSD: a fixed-dose, placebo-controlled study, Am J Psychiatry 158:1982-8",
    year=2001,
    design=Design.TRIAL,
    population="chronic PTSD",
    n=551,
    address="PMID 11729013",
)
MARX_2022 = Source(
    key="marx-2022",
    title="Reliable and clinically significant change in the PCL-5 and CAPS-5, Psychol Assess 34:197-203",
    year=2022,
    design=Design.MANUAL,
    population="veterans",
)
MEDSCAPE_SPR = Source(
    key="medscape-spr",
    title="Esketamine monograph, Medscape",
    year=None,
    design=Design.LABEL,
    address="reference.medscape.com",
)
MEMANTINE_EU = Source(
    key="memantine-eu",
    title="Memantine label: NMDA antagonists",
    year=None,
    design=Design.LABEL,
    address="mims.com",
)
MERCK_INDEX = Source(
    key="merck-index",
    title="The Merck Index, entry on ketamine, as a chemical supplier's page gives it",
    year=None,
    design=Design.MANUAL,
    address="http://data.cas-msds.com/Ketamine.html",
)
MINDRAY = Source(
    key="mindray",
    title="Monitor manuals: factory alarm limits (Mindray BeneVision, Edan, LIFEPAK 15, Contec)",
    year=None,
    design=Design.MANUAL,
)
MORIN_2011 = Source(
    key="morin-2011",
    title="The Insomnia Severity Index: indicators to detect cases and evaluate response, Sleep 34:601",
    year=2011,
    design=Design.MANUAL,
    doi="10.1093/sleep/34.5.601",
)
MOTOV_2017 = Source(
    key="motov-2017",
    title="Push against short infusion of low-dose ketamine",
    year=2017,
    design=Design.TRIAL,
    population="emergency department",
    address="PMID 28283340",
)
MUNRO_1993 = Source(
    key="munro-1993",
    title="Clonidine and ketamine, Acta Anaesthesiol Scand",
    year=1993,
    design=Design.TRIAL,
    doi="10.1111/j.1399-6576.1993.tb03602.x",
)
NCT00749203 = Source(
    key="nct00749203",
    title="Ketamine as a rapid treatment for PTSD: registry",
    year=2014,
    design=Design.TRIAL,
    address="ClinicalTrials.gov mirror",
)
NCT02655692 = Source(
    key="nct02655692",
    title="CAP-Ketamine for antidepressant-resistant PTSD: registry",
    year=2022,
    design=Design.TRIAL,
    address="ClinicalTrials.gov mirror",
)
NCT02727998 = Source(
    key="nct02727998",
    title="PTSD ketamine trial: registry",
    year=None,
    design=Design.TRIAL,
    address="ClinicalTrials.gov mirror",
)
NCT03113968 = Source(
    key="nct03113968",
    title="ELEKT-D, ketamine against ECT: registry",
    year=None,
    design=Design.TRIAL,
    address="trials.co",
)
NCT04560660 = Source(
    key="nct04560660",
    title="Ketamine or midazolam before prolonged exposure, veterans with PTSD: registry, no results posted",
    year=None,
    design=Design.TRIAL,
    population="veterans with PTSD",
    n=75,
    address="adaa.trialstoday.org/list/print/NCT04560660",
)
NCT04658420 = Source(
    key="nct04658420",
    title="Ketamine for suicidality: registry",
    year=None,
    design=Design.TRIAL,
    address="ignite-sd.com",
)
NCT06036511 = Source(
    key="nct06036511",
    title="PTSD ketamine protocol: registry",
    year=None,
    design=Design.TRIAL,
    address="ClinicalTrials.gov mirror",
)
NCT06795659 = Source(
    key="nct06795659",
    title="PTSD ketamine trial: registry",
    year=None,
    design=Design.TRIAL,
    address="ClinicalTrials.gov mirror",
)
NOPPERS_2011 = Source(
    key="noppers-2011",
    title="Rifampicin and intravenous S-ketamine, Anesthesiology 114:1435",
    year=2011,
    design=Design.MODEL,
    population="healthy volunteers",
)
NOPPERS_2011_B = Source(
    key="noppers-2011-b",
    title="Liver injury after long S-ketamine infusions, Pain",
    year=2011,
    design=Design.COHORT,
    population="complex regional pain syndrome",
    n=6,
    doi="10.1016/j.pain.2011.03.026",
)
OLOFSEN_2012 = Source(
    key="olofsen-2012",
    title="Pharmacodynamics of S-ketamine and norketamine, Anesthesiology 117:353",
    year=2012,
    design=Design.MODEL,
    population="healthy men",
    n=12,
)
OSMIND_2023 = Source(
    key="osmind-2023",
    title="Ketamine infusions for PTSD in routine clinics: a vendor's records, congress abstract",
    year=2023,
    design=Design.COHORT,
    population="routine clinics; 1,306 with paired PCL-5 of 8,142",
    n=1306,
    address="osmind.org/research/kit-for-ptsd-real-world-retrospective-analysis-acnp",
)
OTTO_2021 = Source(
    key="otto-2021",
    title="Predictive performance of parent-metabolite population pharmacokinetic models of (S)-ketamine in "
    "healthy volunteers, Eur J Clin Pharmacol 77:1181-92",
    year=2021,
    design=Design.MODEL,
    population="healthy volunteers",
    n=48,
    doi="10.1007/s00228-021-03104-1",
)
OUGHLI_2023 = Source(
    key="oughli-2023",
    title="Ketamine in late-life depression pilot, Am J Geriatr Psychiatry",
    year=2023,
    design=Design.COHORT,
    population="age 60 and over",
    n=25,
    doi="10.1016/j.jagp.2022.11.013",
)
OXFORD_NHS = Source(
    key="oxford-nhs",
    title="Oxford Health NHS ketamine service limits",
    year=None,
    design=Design.PRACTICE,
    address="oxfordhealth.nhs.uk/ketamine",
)
PADSS_1995 = Source(
    key="padss-1995",
    title="Post-anaesthesia discharge scoring, Chung",
    year=1995,
    design=Design.MANUAL,
    population="day surgery",
    address="PMID 8534468",
)
PCL5_LOINC = Source(
    key="pcl5-loinc",
    title="PCL-5 panel and total, LOINC 101697-1 and 101698-9",
    year=None,
    design=Design.MANUAL,
    address="findacode.com/loinc/101697-1, healthassure.in/codes/loinc-101698-9",
)
PCL5_SCORING = Source(
    key="pcl5-scoring",
    title="PCL-5 scoring and interpretation (copy of the VA guide)",
    year=None,
    design=Design.MANUAL,
    address="comorbidityguidelines.org.au",
)
PCPTSD5_COPY = Source(
    key="pcptsd5-copy",
    title="PC-PTSD-5 (copy of the VA form)",
    year=None,
    design=Design.MANUAL,
    address="collepals.com/?p=270915",
)
PELTONIEMI_2011 = Source(
    key="peltoniemi-2011",
    title="Ticlopidine and itraconazole with oral S-ketamine, Clin Pharmacol Ther",
    year=2011,
    design=Design.MODEL,
    doi="10.1038/clpt.2011.140",
)
PELTONIEMI_2012_GRAPEFRUIT = Source(
    key="peltoniemi-2012-grapefruit",
    title="Grapefruit juice with oral S-ketamine, Eur J Clin Pharmacol",
    year=2012,
    design=Design.MODEL,
    population="healthy volunteers",
    doi="10.1007/s00228-012-1214-9",
)
PELTONIEMI_2012_HYPERICUM = Source(
    key="peltoniemi-2012-hypericum",
    title="St John's wort with oral S-ketamine, Fundam Clin Pharmacol",
    year=2012,
    design=Design.MODEL,
    population="healthy volunteers",
    doi="10.1111/j.1472-8206.2011.00954.x",
)
PELTONIEMI_2012_RIFAMPICIN = Source(
    key="peltoniemi-2012-rifampicin",
    title="Rifampicin with intravenous and oral S-ketamine, Basic Clin Pharmacol Toxicol",
    year=2012,
    design=Design.MODEL,
    population="healthy volunteers",
    doi="10.1111/j.1742-7843.2012.00908.x",
)
PEREZ_RUIXO_2021 = Source(
    key="perez-ruixo-2021",
    title="Population pharmacokinetics of esketamine nasal spray and its metabolite noresketamine in healthy "
    "subjects and patients with treatment-resistant depression, Clin Pharmacokinet 60:501-16",
    year=2021,
    design=Design.MODEL,
    population="256 healthy people and 564 with treatment-resistant depression, mostly by nose",
    n=820,
    doi="10.1007/s40262-020-00953-4",
)
PERSSON_2002 = Source(
    key="persson-2002",
    title="Enantiomers of ketamine, arterial and venous, Eur J Clin Pharmacol 57:869",
    year=2002,
    design=Design.MODEL,
)
PHILLIPS_2019 = Source(
    key="phillips-2019",
    title="Single, repeated and maintenance ketamine infusions for depression, Am J Psychiatry 176:401-9",
    year=2019,
    design=Design.TRIAL,
    population="treatment-resistant depression",
    n=41,
    address="PMID 30922101",
)
PHQ9_LOINC = Source(
    key="phq9-loinc",
    title="PHQ-9 panel, LOINC 44249-1, in a task force's value set",
    year=None,
    design=Design.MANUAL,
    address="build.fhir.org/ig/SHIFT-Task-Force/demo-fhir-data/ValueSet-ExampleBehavioralHealthObservationCodes.html",
)
PHQ_CAMCOPS = Source(
    key="phq-camcops",
    title="CamCOPS task documentation: PHQ-9, GAD-7, AUDIT-C scoring and rights",
    year=None,
    design=Design.MANUAL,
    address="github.com/ucam-department-of-psychiatry/camcops",
)
PMC5023594 = Source(
    key="pmc5023594",
    title="PC-PTSD-5 in primary care: development, n=398",
    year=None,
    design=Design.COHORT,
    population="veterans in primary care",
    n=398,
    address="pmc PMC5023594",
)
PMC7862990 = Source(
    key="pmc7862990",
    title="PC-PTSD-5: cut-offs for men and women",
    year=None,
    design=Design.COHORT,
    population="veterans in primary care",
    address="pmc PMC7862990",
)
PMC9118341 = Source(
    key="pmc9118341",
    title="Ketamine 10 mg intravenous beside intranasal: table 6",
    year=None,
    design=Design.MODEL,
    population="adults; not seen which",
    n=9,
    address="PMC9118341, table 6",
)
PPSA_2016 = Source(
    key="ppsa-2016",
    title="Weight entry errors, Pa Patient Saf Advis 13:50",
    year=2016,
    design=Design.COHORT,
    address="ismp.org alert",
)
PRAZOSIN_1987 = Source(
    key="prazosin-1987",
    title="Prazosin and the pressor response to ketamine, Korean J Anesthesiol 20(6)",
    year=1987,
    design=Design.TRIAL,
    doi="10.4097/kjae.1987.20.6.721",
)
PRO_GUIDE = Source(
    key="pro-guide",
    title="Guide to patient-reported outcomes (PHQ-9, DAST-10)",
    year=None,
    design=Design.MANUAL,
    address="docs.encoreos.io/cl/patient-reported-outcomes-admin-guide",
)
PSNET_2021 = Source(
    key="psnet-2021",
    title="Ten-fold ketamine error from the 100 mg/mL vial",
    year=2021,
    design=Design.PRACTICE,
    address="psnet.ahrq.gov",
)
RAO_2016 = Source(
    key="rao-2016",
    title="CYP2B6*6 and oral ketamine, Anesthesiology 125:1103",
    year=2016,
    design=Design.MODEL,
    address="Anesthesiology 2016;125:1103",
)
RAPID_BENZO_2023 = Source(
    key="rapid-benzo-2023",
    title="Benzodiazepines and antidepressant effect of ketamine (RAPID)",
    year=2023,
    design=Design.TRIAL,
    population="adults with treatment-resistant depression",
    n=99,
    doi="10.4088/JCP.22m14491",
)
RIVA_POSSE_2018 = Source(
    key="riva-posse-2018",
    title="Blood pressure over 684 ketamine infusions, J Affect Disord",
    year=2018,
    design=Design.COHORT,
    population="adults with depression",
    n=66,
    doi="10.1016/j.jad.2018.02.025",
)
RODRIGUES_2022 = Source(
    key="rodrigues-2022",
    title="Ketamine clinic cohort: tolerability",
    year=2022,
    design=Design.COHORT,
    population="treatment-resistant depression, Canada",
    n=203,
    address="searchworks mirror",
)
SANACORA_2017 = Source(
    key="sanacora-2017",
    title="Consensus statement on ketamine for mood disorders, JAMA Psychiatry 74:399-405",
    year=2017,
    design=Design.GUIDELINE,
    population="mood disorders",
    doi="10.1001/jamapsychiatry.2017.0080",
)
SCIRP_ED = Source(
    key="scirp-ed",
    title="Emergency-department low-dose ketamine protocol",
    year=None,
    design=Design.PRACTICE,
    population="emergency department",
    address="html.scirp.org _3-1750111_1",
)
SENER = Source(
    key="sener",
    title="Midazolam with ketamine in the emergency department: randomised trial",
    year=None,
    design=Design.TRIAL,
    address="gcris.pau.edu.tr/handle/11499/6166",
)
SERTRALINE_LABEL = Source(
    key="sertraline-label",
    title="Sertraline, US prescribing information, PTSD: as quoted on a secondary page",
    year=None,
    design=Design.LABEL,
    address="droracle.ai/articles/703720",
)
SHAFFER_2014 = Source(
    key="shaffer-2014",
    title="Enhancing ketamine translational pharmacology via receptor occupancy normalization, Neuropharmacology",
    year=2014,
    design=Design.MODEL,
    population="rats, [3H]MK-801 displacement ex vivo",
)
SHINER_2020 = Source(
    key="shiner-2020",
    title="Adequate medication trials for PTSD in VA routine practice, J Clin Psychiatry 81:20m13244",
    year=2020,
    design=Design.COHORT,
    population="veterans with PTSD",
    n=834,
    doi="10.4088/JCP.20m13244",
)
SHIROMA_2020 = Source(
    key="shiroma-2020",
    title="Course of benefit after a single ketamine infusion, as reviewed in Shiroma 2020",
    year=2020,
    design=Design.TRIAL,
    population="depression",
)
SICIGNANO_2024 = Source(
    key="sicignano-2024",
    title="Ketamine for PTSD: meta-analysis, Ann Pharmacother",
    year=2024,
    design=Design.REVIEW,
    population="6 randomised trials",
    doi="10.1177/10600280231199666",
)
SIGTERMANS_2009 = Source(
    key="sigtermans-2009",
    title="S(+)-ketamine effect on experimental pain and cardiac output: a population "
    "pharmacokinetic-pharmacodynamic modeling study in healthy volunteers, Anesthesiology 111:892-903",
    year=2009,
    design=Design.MODEL,
    population="10 men and 10 women, healthy",
    n=20,
    doi="10.1097/ALN.0b013e3181b437b1",
)
SIMONS_2022 = Source(
    key="simons-2022",
    title="S-ketamine oral thin film, part 1: population pharmacokinetics of S-ketamine, S-norketamine and "
    "S-hydroxynorketamine, Front Pain Res 3:946486",
    year=2022,
    design=Design.MODEL,
    population="healthy volunteers",
    n=20,
    doi="10.3389/fpain.2022.946486",
)
SIMONS_2022_B = Source(
    key="simons-2022-b",
    title="Pharmacodynamics of S-ketamine: drug high and pain, Front Pain Res",
    year=2022,
    design=Design.MODEL,
    population="healthy volunteers",
    n=20,
    doi="10.3389/fpain.2022.946487",
)
SPAQI_2025 = Source(
    key="spaqi-2025",
    title="SPAQI consensus on incretin drugs before procedures",
    year=2025,
    design=Design.GUIDELINE,
    address="read on secondary pages",
)
SPRAVATO_HCP = Source(
    key="spravato-hcp",
    title="Esketamine nasal spray, safety page for clinicians: short-term trials in depression",
    year=None,
    design=Design.LABEL,
    population="treatment-resistant depression; 346 with esketamine, 222 with placebo",
    n=568,
    address="spravatohcp.com/safety",
)
SPRAVATO_OVERDOSE = Source(
    key="spravato-overdose",
    title="Spravato prescribing information, section 10 (overdose)",
    year=None,
    design=Design.LABEL,
    address="120ty.net p15",
)
SPRAVATO_PH = Source(
    key="spravato-ph",
    title="Spravato Philippine product information: interactions",
    year=None,
    design=Design.LABEL,
    address="mimsdev.com",
)
SPRAVATO_US = Source(
    key="spravato-us",
    title="Spravato (esketamine nasal) US prescribing information",
    year=None,
    design=Design.LABEL,
    address="usmedicine.com, pdr.net",
)
SPS_PORPHYRIA = Source(
    key="sps-porphyria",
    title="Porphyria drug list, UK Specialist Pharmacy Service",
    year=None,
    design=Design.PRACTICE,
    address="read on a secondary page",
)
STIMULANTS_NOTE = Source(
    key="stimulants-note",
    title="Stimulants with ketamine: clinic note",
    year=None,
    design=Design.PRACTICE,
    address="simpleandpractical.com",
)
STONE_2006 = Source(
    key="stone-2006",
    title="Ketamine displaces the novel NMDA receptor SPET probe [123I]CNS-1261 in humans in vivo, Nucl Med Biol",
    year=2006,
    design=Design.TRIAL,
    population="healthy volunteers",
    n=10,
    doi="10.1016/j.nucmedbio.2005.12.001",
)
SURVEY_2022 = Source(
    key="survey-2022",
    title="Survey of 98 US ketamine clinics",
    year=2022,
    design=Design.COHORT,
    population="clinics",
    n=98,
    doi="10.1176/appi.ajp.21111086",
)
SZARMACH_2020 = Source(
    key="szarmach-2020",
    title="Haemodynamics of ketamine infusion in mood disorder",
    year=2020,
    design=Design.COHORT,
    population="35 MDD, 14 bipolar",
    n=49,
    doi="10.2147/NDT.S273287",
)
TI_DAC53401 = Source(
    key="ti-dac53401",
    title="Medical alarm tones with the DAC53401, application material of Texas Instruments",
    year=None,
    design=Design.MANUAL,
    address="ti.com DAC53401",
)
TORONTO_CLINIC = Source(
    key="toronto-clinic",
    title="Toronto Ketamine Clinic criteria",
    year=None,
    design=Design.PRACTICE,
    address="torontoketamineclinic.com",
)
TRIAL_TABLE_2023 = Source(
    key="trial-table-2023",
    title="Table of ketamine trials and exclusions, J Affect Disord Rep 15:100690",
    year=2023,
    design=Design.REVIEW,
    doi="10.1016/j.jadr.2023.100690",
)
TRISSEL = Source(
    key="trissel",
    title="Handbook on Injectable Drugs, ketamine entry",
    year=None,
    design=Design.MANUAL,
    address="skyscape hbinjdrg.ed25",
)
TSUKUBA_CLONIDINE = Source(
    key="tsukuba-clonidine",
    title="Oral clonidine before ketamine anesthesia (Tsukuba trial)",
    year=None,
    design=Design.TRIAL,
    address="clonidine 5 ug/kg premedication trial, Tsukuba",
)
VANKAWALA_2021 = Source(
    key="vankawala-2021",
    title="Haemodynamic effects of subanaesthetic ketamine: meta-analysis",
    year=2021,
    design=Design.REVIEW,
    population="15 papers, 2252 treatments",
)
VAN_DER_AART_2018 = Source(
    key="van-der-aart-2018",
    title="First in human evaluation of [18F]PK-209, a PET ligand for the NMDA receptor's channel, EJNMMI Res 8:69",
    year=2018,
    design=Design.TRIAL,
    population="healthy volunteers",
    n=10,
    doi="10.1186/s13550-018-0424-2",
)
VA_CRITERIA = Source(
    key="va-criteria",
    title="VA ketamine criteria as summarised",
    year=None,
    design=Design.GUIDELINE,
    address="healingmaps.com",
)
VA_DOD_2023 = Source(
    key="va-dod-2023",
    title="VA/DoD guideline for PTSD 2023, synopsis, Ann Intern Med",
    year=2023,
    design=Design.GUIDELINE,
    population="PTSD",
    doi="10.7326/M23-2757",
)
VENLAFAXINE_PTSD = Source(
    key="venlafaxine-ptsd",
    title="Venlafaxine extended release for PTSD, dose range as quoted on a secondary page",
    year=None,
    design=Design.PRACTICE,
    address="droracle.ai/articles/703720/medications-for-ptsd",
)
VERAART_2021 = Source(
    key="veraart-2021",
    title="Pharmacodynamic interactions between ketamine and psychiatric medications, Int J Neuropsychopharmacol",
    year=2021,
    design=Design.REVIEW,
    doi="10.1093/ijnp/pyab039",
)
VERAART_2021_B = Source(
    key="veraart-2021-b",
    title="Ketamine in people with psychosis: review, J Clin Psychiatry",
    year=2021,
    design=Design.REVIEW,
    population="41 patients in 9 reports",
    n=41,
    address="JCP 13 Jul 2021",
)
VETERANS_CRISIS_LINE = Source(
    key="veterans-crisis-line",
    title="Veterans Crisis Line, Department of Veterans Affairs",
    year=None,
    design=Design.PRACTICE,
    population="veterans and service members of the United States",
    address="veteranscrisisline.net",
)
WANG_2019 = Source(
    key="wang-2019",
    title="Pharmacokinetics and safety of esketamine in Chinese patients undergoing painless gastroscopy in "
    "comparison with ketamine, Drug Des Devel Ther 13:4135-44",
    year=2019,
    design=Design.MODEL,
    population="patients having a gastroscopy",
    n=32,
    doi="10.2147/DDDT.S224553",
)
WAN_2015 = Source(
    key="wan-2015",
    title="Ketamine safety in pooled depression trials, J Clin Psychiatry",
    year=2015,
    design=Design.COHORT,
    population="treatment-resistant depression",
    n=97,
)
WILKOWSKA_2020 = Source(
    key="wilkowska-2020",
    title="Switch to mania after oral ketamine: case",
    year=2020,
    design=Design.COHORT,
    population="one patient",
    n=1,
    doi="10.3389/fpsyt.2020.00516",
)
WILLIAMS_2018 = Source(
    key="williams-2018",
    title="Naltrexone attenuates the antidepressant effect of ketamine, Am J Psychiatry",
    year=2018,
    design=Design.TRIAL,
    population="adults with depression",
    n=12,
    doi="10.1176/appi.ajp.2018.18020138",
)
ZARATE_2006 = Source(
    key="zarate-2006",
    title="Ketamine in treatment-resistant depression (concentration as tabulated in Zanos 2018)",
    year=2006,
    design=Design.TRIAL,
    population="adults with depression",
    address="PMC6020109, table 1",
)
