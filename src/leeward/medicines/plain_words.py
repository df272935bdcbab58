"""Words of dose, form, salt and habit: they stand in a medicine's display text and name no medicine."""

_SALTS = """
hydrochloride hcl hydrobromide sulfate sulphate sodium potassium calcium maleate tartrate succinate fumarate mesylate
besylate acetate citrate phosphate bitartrate lactate oxalate bromide chloride nitrate malate pamoate dimesylate
saccharate aspartate carbonate
"""
_FORMS = """
mg mcg ug g gm ml l microgram micrograms milligram milligrams gram grams milliliter milliliters
hr hrs h hour hours unt unit units iu meq actuat act pct percent
po prn bid tid qid qd qod qhs qam qpm hs od bd tds nocte mane ac pc stat daily nightly weekly monthly once twice times
a an the at in on per of every day days week month months night morning evening bedtime noon before after as needed for
with food since by mouth and or
oral tablet tablets tab tabs capsule capsules cap caps pill pills solution suspension syrup liquid drops
injection injectable injector pen prefilled syringe cartridge vial ampule ampoule infusion intravenous iv im sc
subcutaneous intramuscular sublingual buccal film lozenge transdermal patch system mucosal topical cream gel ointment
nasal spray inhaler inhalation inhalant metered dose dry powder nebulizer rectal suppository
extended release delayed immediate sustained modified controlled coated enteric chewable disintegrating
effervescent er xr sr xl cr dr ir la cd xt odt depot long acting monohydrate dihydrate anhydrous
mixed salts human recombinant regular isophane nph glargine lispro aspart detemir generic brand pack kit
low high doses strength current stopped
puff puffs spray sprays patches sometimes occasionally i take taking my am pm half noche noches dia
anxiety panic sleep insomnia nightmares depression mood attacks ptsd sq subq otc dinner lunch breakfast to
"""

SALTS = frozenset(_SALTS.split())
PLAIN_WORDS = SALTS | frozenset(_FORMS.split())
